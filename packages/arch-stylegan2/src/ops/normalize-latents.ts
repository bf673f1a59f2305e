import * as tf from '@tensorflow/tfjs';

const epsilon = 1e-8;

/** Vectors `[batch, n]` scaled to a mean square of 1. */
export const normalizeLatents = (z: tf.Tensor): tf.Tensor =>
  tf.mul(z, tf.rsqrt(tf.add(tf.mean(tf.square(z), 1, true), epsilon)));
