import type { State } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';

/**
 * A running mean in registered state: it begins with the first mean it is given, then keeps the share `decay`. Returns
 * the function that takes numbers in and gives the average, a constant to gradients.
 */
export function runningMean(state: State, name: string, decay: number): (values: tf.Tensor) => tf.Tensor {
  const average = state.variable(name, 0);
  // 0 before the first.
  const started = state.variable(`${name}-started`, 0);
  return (values) => {
    const keep = tf.mul(started, decay);
    average.assign(tf.add(tf.mul(average, keep), tf.mul(tf.mean(values), tf.sub(1, keep))));
    started.assign(tf.onesLike(started));
    return average;
  };
}
