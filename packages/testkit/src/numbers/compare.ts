import type { Tensor } from '@tensorflow/tfjs';
import { ensure } from '../check.js';

/** Values by name, as read back from a step. */
export type Values = Readonly<Record<string, ArrayLike<number>>>;

export const valuesOf = (tensors: Readonly<Record<string, Tensor>>): Record<string, ArrayLike<number>> =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.dataSync().slice()]));

const size = (values: ArrayLike<number>) => values.length;

/** The first name and position where two sets of values differ in a bit, for messages. */
export function firstDifference(a: Values, b: Values): string | undefined {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const name of names) {
    const [left, right] = [a[name], b[name]];
    if (!left || !right || size(left) !== size(right)) return `'${name}' is not there both times in one size`;
    for (let i = 0; i < size(left); i++) {
      if (!Object.is(left[i], right[i])) return `'${name}' has ${left[i]} at first and ${right[i]} then`;
    }
  }
  return undefined;
}

/** Every number within `tolerance` x max(1, largest of its tensor), either side. */
export function ensureClose(actual: Values, expected: Values, tolerance: number, what: string): void {
  for (const [name, values] of Object.entries(expected)) {
    const found = actual[name];
    ensure(found && size(found) === size(values), `${what}: '${name}' has another size.`);
    let largest = 1;
    for (let i = 0; i < size(values); i++) largest = Math.max(largest, Math.abs(values[i]!));
    for (let i = 0; i < size(values); i++) {
      const off = Math.abs(found[i]! - values[i]!);
      ensure(
        off <= tolerance * largest,
        () => `${what}: '${name}' is ${found[i]} where ${values[i]} was expected (number ${i}).`,
      );
    }
  }
}

export function ensureFinite(values: Values, what: string): void {
  for (const [name, numbers] of Object.entries(values)) {
    for (let i = 0; i < size(numbers); i++) {
      ensure(Number.isFinite(numbers[i]), () => `${what}: '${name}' holds ${numbers[i]}.`);
    }
  }
}

export function norm(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum);
}
