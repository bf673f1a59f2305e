import * as tf from '@tensorflow/tfjs';

export interface Normalized {
  /** `x` with mean 0 and variance 1 over the axes. */
  readonly normalized: tf.Tensor;
  /** Over the axes, which are kept with length 1. */
  readonly mean: tf.Tensor;
  /** Mean squared deviation from the mean (divided by n, not n - 1). */
  readonly variance: tf.Tensor;
}

/**
 * (x - mean) / sqrt(variance + epsilon), twice differentiable. Two passes, since mean(x^2) - mean(x)^2 loses digits
 * where the mean is large.
 *
 * @param axes over which mean and variance are taken: all but the last for batch normalization
 */
export function batchNormalize(x: tf.Tensor, axes: number[], epsilon = 1e-5): Normalized {
  const mean = tf.mean(x, axes, true);
  const centered = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centered), axes, true);
  return { normalized: tf.mul(centered, tf.rsqrt(tf.add(variance, epsilon))), mean, variance };
}
