import { defineRegularizer } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { squaredGradientNorms } from './input-gradients.js';

const options = z.strictObject({
  target: z.number().min(0).default(1).describe('The gradient norm that is asked for.'),
  sides: z
    .union([z.literal(1), z.literal(2)])
    .default(2)
    .describe('2: norms below the target are penalised too; 1: only those above.'),
});

export default defineRegularizer({
  name: 'gradient-penalty',
  summary:
    "Squared distance of the critic's input gradient norm to 1, between real and generated data; weight 10 in the paper",
  paper: 'Gulrajani et al., Improved Training of Wasserstein GANs, 2017, arXiv:1704.00028, equation 3',
  options,
  create: ({ target, sides }) => ({
    players: ['discriminator'],
    penalty(context) {
      const { real, fake, labels, random } = context;
      const mix = random.uniform([real.shape[0]!, ...real.shape.slice(1).map(() => 1)]);
      const between = tf.add(real, tf.mul(mix, tf.sub(fake, real)));
      // The small number keeps the root differentiable where the gradient vanishes.
      const norms = tf.sqrt(tf.add(squaredGradientNorms(context, between, labels.real), 1e-12));
      const excess = tf.sub(norms, target);
      return tf.mean(tf.square(sides === 1 ? tf.relu(excess) : excess));
    },
  }),
});
