import * as tf from '@tensorflow/tfjs';
import { defineOptimizer, tokens } from '@saddle/core';
import { z } from 'zod';
import { descend } from '../descend.js';
import { slots } from '../slots.js';

const share = z.number().min(0).lt(1);

/** PyTorch's form: epsilon is added to the root, and the momentum gathers steps before the learning rate. */
export default defineOptimizer({
  name: 'rmsprop',
  summary: 'Gradients divided by the root of the average of their squares',
  paper: 'Tieleman and Hinton, Lecture 6.5 of Neural Networks for Machine Learning, 2012',
  options: z.strictObject({
    decay: share.default(0.99).describe('Decay of the average of the squared gradients'),
    epsilon: z.number().positive().default(1e-8).describe('Added to the root'),
    momentum: share.default(0).describe('Share of the last step that is added to the next'),
    centered: z.boolean().default(false).describe('Divide by the deviation from the mean gradient instead'),
  }),
  inject: { state: tokens.state },
  create: ({ decay, epsilon, momentum, centered }, { state }) => ({
    bind(parameters) {
      const squares = slots(state, 'square', parameters);
      const means = centered ? slots(state, 'mean', parameters) : [];
      const velocities = momentum > 0 ? slots(state, 'velocity', parameters) : [];
      const average = (variable: tf.Variable, value: tf.Tensor) => {
        variable.assign(tf.add(tf.mul(variable, decay), tf.mul(value, 1 - decay)));
        return variable;
      };
      return (gradients, rates) =>
        tf.tidy(() => {
          gradients.forEach((gradient, i) => {
            const square = average(squares[i]!, tf.square(gradient));
            const variance = centered ? tf.sub(square, tf.square(average(means[i]!, gradient))) : square;
            let step = tf.div(gradient, tf.add(tf.sqrt(tf.relu(variance)), epsilon));
            const velocity = velocities[i];
            if (velocity) {
              step = tf.add(tf.mul(velocity, momentum), step);
              velocity.assign(step);
            }
            descend(parameters[i]!.variable, tf.mul(step, rates[i]!), rates[i]!);
          });
        });
    },
  }),
});
