import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { pattern } from '../../../support/pattern.js';
import { reference } from '../../../support/reference.js';

export interface Spec {
  readonly shape: number[];
  readonly key: number;
  readonly scale: number;
  readonly offset: number;
}

export interface Case {
  readonly inputs: Spec[];
  readonly gradients: number[][];
  readonly penalty: number;
  readonly penaltyGradients: number[][];
}

export const torch = reference<{ cases: Record<string, Case> }>('second-order').cases;

export const build = ({ shape, key, scale, offset }: Spec): tf.Tensor => tf.add(pattern(shape, key, scale), offset);

type Op = (...inputs: tf.Tensor[]) => tf.Tensor;

/** sum(weight * y * y): what every reference differentiates. */
export const loss =
  (op: Op): Op =>
  (...inputs) => {
    const y = op(...inputs);
    return tf.sum(tf.mul(pattern(y.shape, 9), tf.square(y)));
  };

/** Gradients of the loss, the sum of their squares, and the gradients of that. */
export function derivatives(op: Op, inputs: tf.Tensor[]) {
  const first = tf.grads(loss(op) as Parameters<typeof tf.grads>[0]);
  const squares = (...at: tf.Tensor[]) => tf.addN(first(at).map((gradient) => tf.sum(tf.square(gradient))));
  const penalty = tf.valueAndGrads(squares as Parameters<typeof tf.valueAndGrads>[0])(inputs);
  return { gradients: first(inputs), penalty: penalty.value, penaltyGradients: penalty.grads };
}

/** Fails unless all numbers are within `tolerance` times the greatest expected one. */
export function expectClose(
  actual: tf.Tensor | ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance = 1e-5,
  name = '',
): void {
  const values = 'dataSync' in actual ? actual.dataSync() : actual;
  expect(values.length).to.equal(expected.length);
  let greatest = 0;
  for (let i = 0; i < expected.length; i++) greatest = Math.max(greatest, Math.abs(expected[i]!));
  const allowed = tolerance * Math.max(greatest, 1e-3);
  for (let i = 0; i < expected.length; i++) {
    expect(values[i], `${name} number ${i}`).to.be.closeTo(expected[i]!, allowed);
  }
}
