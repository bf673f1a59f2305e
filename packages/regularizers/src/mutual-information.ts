import { defineRegularizer, tokens } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { codeLoss, codeSizes } from './codes.js';

const options = z.strictObject({
  categorical: z.number().min(0).default(1).describe('Factor on the categorical codes (lambda)'),
  continuous: z.number().min(0).default(0.1).describe('Factor on the continuous codes (lambda)'),
});

export default defineRegularizer({
  name: 'mutual-information',
  summary: "How badly heads of the discriminator tell the latent's codes; list it once for each player",
  paper: 'Chen et al., InfoGAN, 2016, arXiv:1606.03657, equation 5; continuous codes as Gaussians of variance 1',
  options,
  inject: { latent: tokens.latent, classes: tokens.classes },
  create(factors, { latent, classes }) {
    const sizes = codeSizes(latent, classes);
    return {
      players: ['discriminator', 'generator'],
      needs: Object.keys(sizes),
      penalty({ outputs, latent: { codes } }) {
        const terms = Object.entries(sizes).map(([name, size]) =>
          codeLoss({ name, size, head: outputs.fake[name]!, code: codes![name]! }, factors),
        );
        return tf.addN(terms) as tf.Scalar;
      },
    };
  },
});
