import * as tf from '@tensorflow/tfjs';
import { defineLatent } from '@saddle/core';
import { z } from 'zod';
import { drawLabels, labelSource } from './labels.js';

export default defineLatent({
  name: 'mixed',
  summary: 'Normal noise, categorical codes as one-hot vectors and continuous codes uniform in [-1, 1), in this order',
  paper: 'Chen et al., InfoGAN, 2016, arXiv:1606.03657',
  options: z.strictObject({
    noise: z.int().nonnegative().max(65536).default(62).describe('Length of the normal part'),
    categorical: z
      .array(z.int().min(2).max(65536))
      .default([10])
      .describe('One code per entry, with so many categories; called `categorical-0`, `categorical-1`, …'),
    continuous: z
      .int()
      .nonnegative()
      .max(65536)
      .default(2)
      .describe('Number of continuous codes, together `continuous`'),
    labels: labelSource,
  }),
  create: ({ noise, categorical, continuous, labels }) => ({
    size: noise + categorical.reduce((a, b) => a + b, 0) + continuous,
    /** `codes`: `categorical-i` int32 `[batch]`, `continuous` float32 `[batch, continuous]`. */
    sample: (request) => {
      const { count, random } = request;
      const normal = noise > 0 ? [random.normal([count, noise])] : [];
      const chosen = categorical.map((categories) => random.integers([count], 0, categories));
      const oneHot = chosen.map((code, i) => tf.oneHot(code.toInt(), categorical[i]!).toFloat());
      const uniform = continuous > 0 ? [random.uniform([count, continuous], -1, 1)] : [];
      return {
        latent: tf.concat([...normal, ...oneHot, ...uniform], 1),
        codes: {
          ...Object.fromEntries(chosen.map((code, i) => [`categorical-${i}`, code])),
          ...(uniform[0] && { continuous: uniform[0] }),
        },
        ...drawLabels(request, labels),
      };
    },
  }),
});
