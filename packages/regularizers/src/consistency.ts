import { defineRegularizer } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';

const options = z.strictObject({
  real: z.number().min(0).default(1).describe('Weight on real samples; the paper has 10 with weight: 1.'),
  fake: z.number().min(0).default(1).describe('Weight on generated samples; 0 gives plain consistency regularization.'),
});

export default defineRegularizer({
  name: 'consistency',
  summary:
    'Scores must not change under the augmentations of the config; balanced (bCR) over real and generated samples',
  paper: 'Zhao et al., Improved Consistency Regularization for GANs, 2020, arXiv:2002.04724, algorithm 1',
  options,
  create: (weights) => ({
    players: ['discriminator'],
    penalty({ real, fake, labels, discriminator, augment }) {
      const change = (samples: tf.Tensor, given: tf.Tensor | undefined) => {
        const score = (input: tf.Tensor) => discriminator(given ? { samples: input, labels: given } : input)['scores']!;
        return tf.mean(tf.squaredDifference(score(samples), score(augment(samples)))) as tf.Scalar;
      };
      return tf.add(tf.mul(weights.real, change(real, labels.real)), tf.mul(weights.fake, change(fake, labels.fake)));
    },
  }),
});
