import type * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';

/** 1 where all are 0. */
export const largestOf = (numbers: readonly number[]): number => Math.max(...numbers.map(Math.abs)) || 1;

/** Fails unless all numbers are within `tolerance` of the largest of them, or of a whole that they are part of. */
export function expectRelative(
  actual: tf.Tensor,
  expected: readonly number[],
  tolerance: number,
  what: string,
  largest = largestOf(expected),
): void {
  const values = actual.dataSync();
  expect(values.length, what).to.equal(expected.length);
  expected.forEach((value, i) => expect(values[i], `${what}, number ${i}`).to.be.closeTo(value, tolerance * largest));
}
