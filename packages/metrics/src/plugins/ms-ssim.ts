import { defineMetric, type DatasetInfo, type SampleSet } from '@saddle/core';
import { z } from 'zod';
import { msSsimDiversity } from '../mathematics/index.js';
import { collect, sizeOf } from './collect.js';
import { incompatible } from './incompatible.js';

/** Width of the filter window: smaller pictures have no such figure. */
const smallestSide = 11;

export const msSsimMetric = defineMetric({
  name: 'ms-ssim',
  summary: 'Mean MS-SSIM of random pairs of generated pictures (low is diverse), and of real ones to compare with',
  paper: 'Odena, Olah, Shlens 2017, Conditional image synthesis with auxiliary classifier GANs, arXiv:1610.09585',
  options: z.strictObject({
    pairs: z.int().min(1).default(1000).describe('Random pairs'),
  }),
  create: ({ pairs }) => ({
    reads: 'samples',
    protocol: { pairs },
    lowerIsBetter: { msSsim: true },
    check: ({ info }) => {
      const { shape } = info.sample;
      if (shape.length === 3 && Math.min(shape[0]!, shape[1]!) >= smallestSide) return;
      throw incompatible(
        `The metric 'ms-ssim' needs pictures of at least ${smallestSide} pixels; samples are [${shape.join(', ')}].`,
      );
    },
    evaluate: async ({ info, real, fake, seed }) => {
      const diversity = async (set: SampleSet) =>
        msSsimDiversity(await picturesOf(info, set), { pairs, seed, range: 1 }).value;
      return { values: { msSsim: await diversity(fake), msSsimReal: await diversity(real) } };
    },
  }),
});

/** Values in [0, 1]: the stabilising constants of the measure are fractions of the range. */
async function picturesOf({ sample }: DatasetInfo, set: SampleSet) {
  const [height, width, channels] = sample.shape as [number, number, number];
  const { count, samples } = await collect(set, sizeOf(sample.shape));
  const data = sample.range === 'symmetric' ? samples.map((value) => (value + 1) / 2) : samples;
  return { shape: [count, height, width, channels] as const, data };
}
