import * as tf from '@tensorflow/tfjs';
import type { Scores } from '@saddle/core';
import { z } from 'zod';
import { binaryCrossEntropyWithLogits } from '../ops/binary-cross-entropy.js';

/** How a discriminator's labels are softened. */
export const softLabels = z.strictObject({
  realLabel: z
    .number()
    .min(0.5)
    .max(1)
    .default(1)
    .describe('Target for real data: below 1 is one-sided label smoothing (Salimans et al. 2016, arXiv:1606.03498)'),
  flip: z
    .number()
    .min(0)
    .max(0.5)
    .default(0)
    .describe('Probability, for each example, that the discriminator is told the opposite label'),
});

/** Per example `[batch, 1, …]`: `target`, or `opposite` with the given probability. */
function flippedTargets(scores: tf.Tensor, target: number, opposite: number, flip: number, random: Scores['random']) {
  if (flip === 0) return target;
  const flips = random.bernoulli([scores.shape[0]!, ...scores.shape.slice(1).map(() => 1)], flip);
  return tf.add(tf.mul(flips, opposite - target), target);
}

/**
 * What the discriminator minimises in Goodfellow et al. 2014 (arXiv:1406.2661), equation 1:
 * -E[log D(x)] - E[log(1 - D(G(z)))], with soft or flipped labels where asked for.
 */
export function discriminatorCrossEntropy(
  { real, fake, random }: Pick<Scores, 'real' | 'fake' | 'random'>,
  { realLabel, flip }: z.output<typeof softLabels>,
): tf.Scalar {
  return tf.add(
    binaryCrossEntropyWithLogits(real, flippedTargets(real, realLabel, 0, flip, random)),
    binaryCrossEntropyWithLogits(fake, flippedTargets(fake, 0, realLabel, flip, random)),
  );
}
