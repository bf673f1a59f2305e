import { defineRegularizer } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';

const options = z.strictObject({
  limit: z.number().positive().default(0.01).describe('Every weight is cut to [-limit, limit] after each update.'),
});

export default defineRegularizer({
  name: 'weight-clipping',
  summary: "Keeps the critic's weights in a box after each update",
  paper: 'Arjovsky et al., Wasserstein GAN, 2017, arXiv:1701.07875, algorithm 1',
  options,
  create: ({ limit }) => ({
    players: ['discriminator'],
    constrain({ variables }) {
      for (const variable of variables) variable.assign(tf.clipByValue(variable, -limit, limit));
    },
  }),
});
