import { defineMetric } from '@saddle/core';
import { z } from 'zod';
import { fidInfinity, fidOfMoments, requireEnough, smallestSize } from '../mathematics/index.js';
import { currentAlgebra } from './algebra.js';
import { momentsOfSet } from './moments.js';

const allowSmall = z
  .boolean()
  .default(false)
  .describe('Compute with fewer than 2 x dimensions samples too; the figure is then marked small');

interface Sizes {
  readonly real: number;
  readonly fake: number;
  readonly dimensions: number;
}

/** A figure from too few samples is one of another protocol: it is never compared with a proper one. */
const marks = (small: boolean) => (small ? { small: true } : {});
const marked = (label: string, small: boolean) => (small ? `${label} (small)` : label);

const checkSizes = ({ dimensions, ...samples }: Sizes, small: boolean) => {
  if (!small) requireEnough(samples, dimensions);
};

export const fidMetric = defineMetric({
  name: 'fid',
  summary: 'Frechet distance of Gaussians fitted to the features; called FID_<N>, as its bias depends on N',
  paper: 'Heusel et al. 2017, GANs trained by a two time-scale update rule, arXiv:1706.08500',
  options: z.strictObject({ allowSmall }),
  create: (options) => ({
    reads: 'features',
    protocol: {},
    lowerIsBetter: { fid: true },
    checkSizes: (sizes) => checkSizes(sizes, options.allowSmall),
    compare: async ({ real, fake }) => {
      const algebra = currentAlgebra();
      const moments = { real: await momentsOfSet(real, algebra), fake: await momentsOfSet(fake, algebra) };
      const { name, value, small } = fidOfMoments(moments, { ...options, algebra });
      return { values: { fid: value }, labels: { fid: marked(name, small) }, protocol: marks(small) };
    },
  }),
});

export const fidInfinityMetric = defineMetric({
  name: 'fid-infinity',
  summary: 'FID extrapolated to infinitely many generated samples, with the fit that says whether to trust it',
  paper: 'Chong, Forsyth 2020, Effectively unbiased FID and Inception score and where to find them, arXiv:1911.07023',
  options: z.strictObject({
    allowSmall,
    sizes: z.int().min(3).default(15).describe('Sample sizes that the line is fitted to'),
  }),
  create: (options) => ({
    reads: 'features',
    protocol: { sizes: options.sizes },
    lowerIsBetter: { fidInfinity: true },
    checkSizes: (sizes) => {
      checkSizes(sizes, options.allowSmall);
      smallestSize(sizes, options);
    },
    compare: async ({ real, fake, seed }) => {
      const pair = { real: await real.matrix(), fake: await fake.matrix() };
      const { value, slope, r2, small } = fidInfinity(pair, { ...options, seed, algebra: currentAlgebra() });
      return {
        values: { fidInfinity: value, fidInfinitySlope: slope, fidInfinityR2: r2 },
        labels: { fidInfinity: marked('FID_infinity', small) },
        protocol: marks(small),
      };
    },
  }),
});
