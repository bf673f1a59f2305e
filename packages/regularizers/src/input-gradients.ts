import type { NetworkFunction } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';

/**
 * Squared L2 norm of each sample's gradient of its score: `[batch]`. Gradients flow through it to the weights.
 *
 * @param at `[batch, …]`
 * @param labels int32 `[batch]`, where the discriminator takes them
 */
export function squaredGradientNorms(discriminator: NetworkFunction, at: tf.Tensor, labels?: tf.Tensor): tf.Tensor1D {
  const scoreSum = (samples: tf.Tensor) => tf.sum(discriminator(labels ? { samples, labels } : samples)['scores']!);
  const gradient = tf.grad(scoreSum)(at);
  return tf.sum(tf.square(tf.reshape(gradient, [at.shape[0]!, -1])), 1);
}
