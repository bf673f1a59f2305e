import * as tf from '@tensorflow/tfjs';

/** Subtracts `step` and, where asked for, rate x decay x the weights. */
export function descend(variable: tf.Variable, step: tf.Tensor, learningRate: tf.Scalar, weightDecay = 0): void {
  // Not weights x (1 - rate x decay): in float32 the bracket's rounding would add up over the steps.
  const decayed = weightDecay === 0 ? step : tf.add(step, tf.mul(variable, tf.mul(learningRate, weightDecay)));
  variable.assign(tf.sub(variable, decayed));
}
