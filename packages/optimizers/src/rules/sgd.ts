import * as tf from '@tensorflow/tfjs';
import { defineOptimizer, tokens } from '@saddle/core';
import { z } from 'zod';
import { descend } from '../descend.js';
import { slots } from '../slots.js';

/** PyTorch's form: velocity = momentum x velocity + gradient, and the learning rate multiplies the velocity. */
export default defineOptimizer({
  name: 'sgd',
  summary: 'Gradient descent, with momentum or Nesterov momentum where asked for',
  paper: 'Sutskever et al., On the importance of initialization and momentum in deep learning, 2013',
  options: z
    .strictObject({
      momentum: z.number().min(0).lt(1).default(0).describe('Share of the last step that is added to the next'),
      nesterov: z.boolean().default(false).describe('Look ahead by the momentum; needs `momentum`'),
    })
    .refine(({ momentum, nesterov }) => !nesterov || momentum > 0, {
      error: 'nesterov needs a momentum above 0',
      path: ['nesterov'],
    }),
  inject: { state: tokens.state },
  create: ({ momentum, nesterov }, { state }) => ({
    bind(parameters) {
      const velocities = momentum > 0 ? slots(state, 'velocity', parameters) : [];
      return (gradients, rates) =>
        tf.tidy(() => {
          gradients.forEach((gradient, i) => {
            const velocity = velocities[i];
            velocity?.assign(tf.add(tf.mul(velocity, momentum), gradient));
            const ahead = velocity && nesterov ? tf.add(gradient, tf.mul(velocity, momentum)) : velocity;
            descend(parameters[i]!.variable, tf.mul(ahead ?? gradient, rates[i]!), rates[i]!);
          });
        });
    },
  }),
});
