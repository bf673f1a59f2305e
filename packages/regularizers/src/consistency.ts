import { defineRegularizer, tokens } from '@saddle/core';
import { requirePictures } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { flipAndShift } from './flip-and-shift.js';

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
  create({ real: onReal, fake: onFake, ...how }, { data }) {
    requirePictures(data.sample, "The regularizer 'consistency'");
    return {
      players: ['discriminator'],
      penalty({ real, fake, labels, discriminator, augment, random }) {
        const change = (samples: tf.Tensor, given: tf.Tensor | undefined) => {
          const score = (input: tf.Tensor) =>
            discriminator({ samples: augment(input), ...(given && { labels: given }) })['scores']!;
          const moved = flipAndShift(samples as tf.Tensor4D, how, random);
          return tf.mean(tf.squaredDifference(score(samples), score(moved))) as tf.Scalar;
        };
        return tf.add(tf.mul(onReal, change(real, labels.real)), tf.mul(onFake, change(fake, labels.fake)));
      },
    };
  },
});
