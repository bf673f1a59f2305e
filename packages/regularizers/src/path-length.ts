import { defineRegularizer, generatorInputs, tokens } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { pathLengths } from './path-lengths.js';
import { runningMean } from './running-mean.js';

const options = z.strictObject({
  decay: z
    .number()
    .min(0)
    .lt(1)
    .default(0.99)
    .describe('Share of the old running mean of the lengths kept at each step'),
  share: z
    .number()
    .positive()
    .max(1)
    .default(0.5)
    .describe("Share of the batch it looks at, to save memory; half in the authors' code"),
});

export default defineRegularizer({
  name: 'path-length',
  summary:
    'Equal steps in the intermediate latent w (or in the latent, where there is no w) change the picture equally; weight 2 in the paper, lazily with every: 4',
  paper: 'Karras et al., Analyzing and Improving the Image Quality of StyleGAN, 2020, arXiv:1912.04958, equation 4',
  options,
  inject: { state: tokens.state },
  create({ decay, share }, { state }) {
    const average = runningMean(state, 'length', decay);
    return {
      players: ['generator'],
      penalty({ generator, latent, random }) {
        const all = generatorInputs(latent);
        const count = Math.ceil(latent.latent.shape[0]! * share);
        const inputs = Object.fromEntries(Object.entries(all).map(([name, each]) => [name, tf.slice(each, 0, count)]));
        const lengths = pathLengths(generator, inputs, random);
        return tf.mean(tf.squaredDifference(lengths, average(lengths)));
      },
    };
  },
});
