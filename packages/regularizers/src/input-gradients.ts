import type { PenaltyContext } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';

/**
 * Squared L2 norms of the scores' gradients in samples, one for each score: `[batch]`, or `[batch / m]` where m samples
 * are packed into one input. Gradients flow through it to the weights. The samples are augmented as the run's are, and
 * the gradient passes through that, as in the code of DiffAugment and of ADA.
 *
 * @param at `[batch, …]`
 * @param labels int32 `[batch]`, where the discriminator takes them
 */
export function squaredGradientNorms(
  { discriminator, augment }: Pick<PenaltyContext, 'discriminator' | 'augment'>,
  at: tf.Tensor,
  labels?: tf.Tensor,
): tf.Tensor1D {
  let inputs = at.shape[0]!;
  const scoreSum = (samples: tf.Tensor) => {
    const seen = augment(samples);
    inputs = seen.shape[0]!;
    return tf.sum(discriminator(labels ? { samples: seen, labels } : seen)['scores']!);
  };
  const gradient = tf.grad(scoreSum)(at);
  return tf.sum(tf.square(tf.reshape(gradient, [inputs, -1])), 1);
}
