import { fixedStream } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { ensure } from '../check.js';
import { compareDerivative, type Verdict } from './derivative.js';

/** A scalar function of named tensors. */
export type ScalarFunction = (point: Readonly<Record<string, tf.Tensor>>) => tf.Tensor;

export interface GradientSettings {
  /** Starts the message: which function this is. */
  readonly what: string;
  readonly tolerance: number;
  /** Random directions per tensor, beside the gradient's own. Default 1. */
  readonly directions?: number;
}

/** tf.tidy for results that are numbers. */
const inTidy = <T>(work: () => T): T => {
  let result!: T;
  tf.tidy(() => {
    result = work();
  });
  return result;
};

const unit = (shape: readonly number[], seed: number): tf.Tensor =>
  tf.tidy(() => {
    const draw = fixedStream(seed, 'direction').normal(shape);
    return tf.div(draw, tf.norm(draw));
  });

const inner = (a: tf.Tensor, b: tf.Tensor): tf.Scalar => tf.sum(tf.mul(a, b));
const numberOf = (tensor: tf.Tensor): number => tensor.dataSync()[0]!;

/** Zero, but reached by the tensor: where a function ignores a tensor, its gradient is then zero and no error. */
const nothing = (tensor: tf.Tensor): tf.Tensor => tf.mul(0, tf.sum(tensor));

/** Gradients by name; zeros where the function does not depend on a tensor at all. */
export function gradientsOf(f: ScalarFunction, point: Readonly<Record<string, tf.Tensor>>): Record<string, tf.Tensor> {
  const names = Object.keys(point);
  const gradients = tf.grads((...tensors: tf.Tensor[]) => {
    const value = f(Object.fromEntries(names.map((name, i) => [name, tensors[i]!])));
    return tf.addN([value, ...tensors.map(nothing)]) as tf.Scalar;
  })(names.map((name) => point[name]!));
  return Object.fromEntries(names.map((name, i) => [name, gradients[i]!]));
}

/**
 * First-order gradients of `f` against differences of its values, tensor by tensor: along the gradient, where it is
 * seen best, and along random directions, which see what it leaves out.
 *
 * @throws CheckFailure naming the tensor, the gradient and what was measured
 */
export function ensureGradients(
  f: ScalarFunction,
  point: Readonly<Record<string, tf.Tensor>>,
  settings: GradientSettings,
): void {
  inTidy(() => {
    const gradients = gradientsOf(f, point);
    compare(point, gradients, (moved) => numberOf(f(moved)), settings);
  });
}

/** The gradient of `f` with respect to one tensor, along a fixed random direction: itself a function of the point. */
export const slopeOf =
  (f: ScalarFunction, through: string): ScalarFunction =>
  (at) => {
    const gradient = tf.grad((x: tf.Tensor) => tf.add(f({ ...at, [through]: x }), nothing(x)))(at[through]!);
    return inner(gradient, unit(at[through]!.shape, 99));
  };

/**
 * Second-order gradients: the derivative of `gradient · v` for a random v, against differences of the gradient.
 *
 * @param through the tensor the inner gradient is taken with respect to
 */
export function ensureSecondGradients(
  f: ScalarFunction,
  point: Readonly<Record<string, tf.Tensor>>,
  through: string,
  settings: GradientSettings,
): void {
  inTidy(() => {
    const slope = slopeOf(f, through);
    const gradients = gradientsOf(slope, point);
    compare(point, gradients, (moved) => numberOf(slope(moved)), settings);
  });
}

function compare(
  point: Readonly<Record<string, tf.Tensor>>,
  gradients: Readonly<Record<string, tf.Tensor>>,
  value: (moved: Readonly<Record<string, tf.Tensor>>) => number,
  { what, tolerance, directions = 1 }: GradientSettings,
): void {
  const norms = Object.values(gradients).map((gradient) => numberOf(tf.norm(tf.reshape(gradient, [-1]))));
  const size = Math.abs(value(point));
  const verdicts: Verdict[] = [];
  for (const [n, [name, tensor]] of Object.entries(point).entries()) {
    const gradient = gradients[name]!;
    const own = norms[n]! > 0 ? [tf.div(gradient, norms[n]!)] : [];
    // A random direction of n dimensions sees about 1/sqrt(n) of a gradient.
    const random = Array.from({ length: directions }, (_, i) => unit(tensor.shape, 7 * i + 1));
    const share = (direction: tf.Tensor) => (own.includes(direction) ? 1 : 1 / Math.sqrt(tensor.size));
    for (const direction of [...own, ...random]) {
      const derivative = numberOf(inner(gradient, direction));
      const along = (t: number) => inTidy(() => value({ ...point, [name]: tf.add(tensor, tf.mul(direction, t)) }));
      const floor = Math.max(1e-2 * Math.max(...norms) * share(direction), 1e-3 * size, 1e-6);
      const verdict = compareDerivative(along, derivative, { tolerance, floor });
      verdicts.push(verdict);
      ensure(
        verdict.kind !== 'differs',
        () =>
          `${what} has a gradient with respect to '${name}' of ${derivative.toPrecision(4)} along a direction in which ` +
          `its values change by ${(verdict as { measured: number }).measured.toPrecision(4)}.`,
      );
    }
  }
  const clear = verdicts.filter(({ kind }) => kind !== 'rough').length;
  ensure(
    clear >= verdicts.length / 2,
    `${what} jumps so much that its gradient cannot be compared with its values (in ${verdicts.length - clear} of ${verdicts.length} directions).`,
  );
}
