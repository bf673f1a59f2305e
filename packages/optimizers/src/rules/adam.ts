import * as tf from '@tensorflow/tfjs';
import { defineOptimizer, tokens } from '@saddle/core';
import { z } from 'zod';
import { descend } from '../descend.js';
import { adamOptions, momentDirections } from '../moments.js';

export default defineOptimizer({
  name: 'adam',
  summary: 'Adam, with decoupled weight decay where asked for (AdamW)',
  paper: 'Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015, arXiv:1412.6980',
  options: z.strictObject(adamOptions),
  inject: { state: tokens.state },
  create: ({ weightDecay, ...settings }, { state }) => ({
    bind(parameters) {
      const directions = momentDirections(state, parameters, settings);
      return (gradients, rates) =>
        tf.tidy(() => {
          directions(gradients).forEach((direction, i) => {
            descend(parameters[i]!.variable, tf.mul(direction, rates[i]!), rates[i]!, weightDecay);
          });
        });
    },
  }),
});
