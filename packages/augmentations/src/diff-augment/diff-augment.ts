import { defineAugmentation, tokens } from '@saddle/core';
import { requirePictures } from '@saddle/nn';
import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { policies, policyNames } from './policies.js';

const options = z.strictObject({
  policy: z
    .array(z.enum(policyNames))
    .min(1)
    .default([...policyNames])
    .describe('What is done, in this order; the paper has all three for little data, translation and cutout else'),
  translation: z.number().min(0).max(0.5).default(0.125).describe('Largest shift, as a share of the side'),
  cutout: z.number().min(0).max(1).default(0.5).describe('Side of the square cut out, as a share of the side'),
});

export default defineAugmentation({
  name: 'diff-augment',
  summary: 'Random colour, translation and cutout on real and generated pictures alike, for both players',
  paper: 'Zhao et al., Differentiable Augmentation for Data-Efficient GAN Training, 2020, arXiv:2006.10738',
  options,
  inject: { data: tokens.data },
  create({ policy, ...shares }, { data }) {
    requirePictures(data.sample, "The augmentation 'diff-augment'");
    return {
      apply: (samples, random) =>
        policy.reduce((x, name) => policies[name](x, random.scope(name), shares), samples as tf.Tensor4D),
    };
  },
});
