import { defineRegularizer } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { squaredGradientNorms } from './input-gradients.js';

export default defineRegularizer({
  name: 'r1',
  summary:
    'Half the squared input gradient norm of the scores of real data; weight 10 in the paper, lazily with every: 16',
  paper: 'Mescheder et al., Which Training Methods for GANs do actually Converge?, 2018, arXiv:1801.04406, equation 9',
  create: () => ({
    players: ['discriminator'],
    penalty: (context) => tf.mul(0.5, tf.mean(squaredGradientNorms(context, context.real, context.labels.real))),
  }),
});
