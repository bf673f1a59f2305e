import type * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';

/** Fails unless every number is within `tolerance` x max(1, |expected|) of the expected one, either side. */
export function expectNumbers(actual: tf.Tensor | ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  const values = 'dataSync' in actual ? actual.dataSync() : actual;
  expect(values.length).to.equal(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const allowed = tolerance * Math.max(1, Math.abs(expected[i]!));
    expect(values[i], `number ${i}`).to.be.closeTo(expected[i]!, allowed);
  }
}
