import { defineRegularizer, generatorInputs, tokens, type TensorMap } from '@saddle/core';
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
        const lengths = pathLengths(generator, firstOf(generatorInputs(latent), share), random);
        return tf.mean(tf.squaredDifference(lengths, average(lengths)));
      },
    };
  },
});

/** The first share of a batch. */
function firstOf(inputs: TensorMap, share: number): TensorMap {
  const first = (each: tf.Tensor) => tf.slice(each, 0, Math.ceil(each.shape[0]! * share));
  return Object.fromEntries(Object.entries(inputs).map(([name, each]) => [name, first(each)]));
}
