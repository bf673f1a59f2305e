import * as tf from '@tensorflow/tfjs';
import { defineOptimizer, tokens } from '@saddle/core';
import { z } from 'zod';
import { descend } from '../descend.js';
import { adamOptions, momentDirections } from '../moments.js';
import { slots } from '../slots.js';

/** The step is rate x (2 d_t - d_{t-1}) with Adam's direction d and d_0 = 0; the rate is the current one. */
export default defineOptimizer({
  name: 'optimistic-adam',
  summary: "Adam that takes its direction twice and takes back the last one, against cycling around a game's solution",
  paper: 'Daskalakis et al., Training GANs with Optimism, 2018, arXiv:1711.00141, algorithm 1',
  options: z.strictObject(adamOptions),
  inject: { state: tokens.state },
  create: ({ weightDecay, ...settings }, { state }) => ({
    bind(parameters) {
      const directions = momentDirections(state, parameters, settings);
      const previous = slots(state, 'direction', parameters);
      return (gradients, rates) =>
        tf.tidy(() => {
          directions(gradients).forEach((direction, i) => {
            const step = tf.mul(tf.sub(tf.mul(direction, 2), previous[i]!), rates[i]!);
            descend(parameters[i]!.variable, step, rates[i]!, weightDecay);
            previous[i]!.assign(direction);
          });
        });
    },
  }),
});
