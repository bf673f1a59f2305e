import * as tf from '@tensorflow/tfjs';
import type { Parameter } from '@saddle/core';

export type Weights = Readonly<Record<string, tf.Tensor>>;

export interface Unrolling {
  readonly steps: number;
  /** Step size of the virtual descent. */
  readonly rate: number;
  /** What is descended, at given weights. */
  objective(weights: Weights): tf.Scalar;
}

/**
 * The weights after `steps` steps of gradient descent from their values now, as tensors on the tape: gradients flow
 * through every step, to whatever the objective depends on.
 */
export function unroll(parameters: readonly Parameter[], { steps, rate, objective }: Unrolling): Weights {
  const named = (values: readonly tf.Tensor[]): Weights =>
    Object.fromEntries(parameters.map(({ name }, i) => [name, values[i]!]));
  let values: tf.Tensor[] = parameters.map(({ variable }) => variable);
  for (let step = 0; step < steps; step++) {
    // Weights that the objective does not reach, such as those of further heads, get the gradient zero.
    const reachingAll = (...at: tf.Tensor[]) =>
      tf.addN([objective(named(at)), ...at.map((value) => tf.mul(0, tf.sum(value)))]) as tf.Scalar;
    const gradients = tf.grads(reachingAll)(values);
    values = values.map((value, i) => tf.sub(value, tf.mul(rate, gradients[i]!)));
  }
  return named(values);
}
