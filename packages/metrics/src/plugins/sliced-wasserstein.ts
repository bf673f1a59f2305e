import { defineMetric } from '@saddle/core';
import { z } from 'zod';
import { slicedWasserstein } from '../mathematics/index.js';
import { currentAlgebra } from './algebra.js';

export const slicedWassersteinMetric = defineMetric({
  name: 'sliced-wasserstein',
  summary: 'Wasserstein distance of the features along random directions',
  paper: 'Bonneel, Rabin, Peyre, Pfister 2015, Sliced and Radon Wasserstein barycenters, doi:10.1007/s10851-014-0506-3',
  options: z.strictObject({
    projections: z.int().min(1).default(128).describe('Random directions'),
    order: z
      .union([z.literal(1), z.literal(2)])
      .default(2)
      .describe('p of the distance'),
  }),
  create: (options) => ({
    reads: 'features',
    protocol: { ...options },
    lowerIsBetter: { slicedWasserstein: true },
    compare: async ({ real, fake, seed }) => {
      const pair = { real: await real.matrix(), fake: await fake.matrix() };
      const { value } = slicedWasserstein(pair, { ...options, seed, algebra: currentAlgebra() });
      return { values: { slicedWasserstein: value } };
    },
  }),
});
