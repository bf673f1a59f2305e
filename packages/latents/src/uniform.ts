import { defineLatent } from '@saddle/core';
import { drawLabels } from './labels.js';
import { vectorOptions } from './options.js';

export default defineLatent({
  name: 'uniform',
  summary: 'Independent numbers, uniform in [-1, 1)',
  options: vectorOptions,
  create: ({ size, labels }) => ({
    size,
    sample: (request) => ({
      latent: request.random.uniform([request.count, size], -1, 1),
      ...drawLabels(request, labels),
    }),
  }),
});
