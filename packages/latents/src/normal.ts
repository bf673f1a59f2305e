import { defineLatent } from '@saddle/core';
import { drawLabels } from './labels.js';
import { vectorOptions } from './options.js';

export default defineLatent({
  name: 'normal',
  summary: 'Independent standard normal numbers',
  options: vectorOptions,
  create: ({ size, labels }) => ({
    size,
    sample: (request) => ({
      latent: request.random.normal([request.count, size]),
      ...drawLabels(request, labels),
    }),
  }),
});
