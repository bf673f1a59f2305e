import * as tf from '@tensorflow/tfjs';

/**
 * A tensor repeated along its axes of length 1. By a product: the gradient of `tf.tile` is one slice and one sum for
 * each repetition, which makes large graphs.
 */
export const repeat = (x: tf.Tensor, shape: number[]): tf.Tensor => tf.mul(x, tf.ones(shape));
