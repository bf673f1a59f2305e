import { defineRegularizer, tokens, type PenaltyContext } from '@saddle/core';
import { requirePictures } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { flipAndShift, type Movement } from './flip-and-shift.js';

const options = z.strictObject({
  real: z.number().min(0).default(10).describe('Weight on real samples (lambda_real)'),
  fake: z
    .number()
    .min(0)
    .default(10)
    .describe('Weight on generated samples (lambda_fake); 0: CR-GAN, arXiv:1910.12027'),
  flip: z.boolean().default(true).describe('Whether half of the samples are mirrored left to right'),
  shift: z.int().min(0).default(4).describe('Largest shift in pixels, up, down and to the sides'),
});

export default defineRegularizer({
  name: 'consistency',
  summary:
    'Scores must not change when pictures are mirrored and shifted; balanced (bCR) over real and generated samples',
  paper: 'Zhao et al., Improved Consistency Regularization for GANs, 2020, arXiv:2002.04724, algorithm 1',
  options,
  inject: { data: tokens.data },
  create({ real, fake, ...how }, { data }) {
    requirePictures(data.sample, "The regularizer 'consistency'");
    return {
      players: ['discriminator'],
      penalty: (context) =>
        tf.add(tf.mul(real, scoreChange(context, 'real', how)), tf.mul(fake, scoreChange(context, 'fake', how))),
    };
  },
});

/** Mean squared change of one side's scores. */
function scoreChange(context: PenaltyContext, side: 'real' | 'fake', how: Movement): tf.Scalar {
  const { discriminator, augment, labels, random } = context;
  const score = (samples: tf.Tensor) =>
    discriminator({ samples: augment(samples), ...(labels[side] && { labels: labels[side] }) })['scores']!;
  const samples = context[side] as tf.Tensor4D;
  return tf.mean(tf.squaredDifference(score(samples), score(flipAndShift(samples, how, random))));
}
