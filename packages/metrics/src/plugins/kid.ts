import { defineMetric } from '@saddle/core';
import { z } from 'zod';
import { kid } from '../mathematics/index.js';
import { currentAlgebra } from './algebra.js';

export const kidMetric = defineMetric({
  name: 'kid',
  summary: 'Unbiased squared MMD of the features with a cubic kernel, not scaled, and its spread over subsets',
  paper: 'Binkowski, Sutherland, Arbel, Gretton 2018, Demystifying MMD GANs, arXiv:1801.01401',
  options: z.strictObject({
    subsets: z.int().min(0).default(100).describe('Random subsets that tell the spread; 0 for none'),
    subsetSize: z.int().min(2).default(1000).describe('Samples in a subset; all where there are fewer'),
  }),
  create: ({ subsets, subsetSize }) => ({
    reads: 'features',
    protocol: { subsets, subsetSize },
    lowerIsBetter: { kid: true },
    compare: async ({ real, fake, seed }) => {
      const size = Math.min(subsetSize, real.count, fake.count);
      const pair = { real: await real.matrix(), fake: await fake.matrix() };
      const result = kid(pair, { subsets, subsetSize: size, seed, algebra: currentAlgebra() });
      const spread = result.subsets && {
        kidSubsetMean: result.subsets.mean,
        kidSubsetDeviation: result.subsets.deviation,
      };
      return { values: { kid: result.value, ...spread } };
    },
  }),
});
