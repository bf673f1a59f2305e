import { defineMetric } from '@saddle/core';
import { z } from 'zod';
import { inceptionScore } from '../mathematics/index.js';

export const inceptionScoreMetric = defineMetric({
  name: 'inception-score',
  summary: 'The form of the Inception score, exp E KL(p(y|x) || p(y)), under the classifier of the extractor',
  paper: 'Salimans et al. 2016, Improved techniques for training GANs, arXiv:1606.03498',
  options: z.strictObject({
    splits: z.int().min(1).default(10).describe('Parts that the mean and its spread are taken over'),
  }),
  create: ({ splits }) => ({
    reads: 'probabilities',
    protocol: { splits },
    lowerIsBetter: { inceptionScore: false },
    compare: async ({ fake }) => {
      const { value, deviation } = inceptionScore(await fake.matrix(), { splits });
      return { values: { inceptionScore: value, inceptionScoreDeviation: deviation } };
    },
  }),
});
