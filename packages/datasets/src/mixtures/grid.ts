import { defineDataset } from '@saddle/core';
import { z } from 'zod';
import { deviationOption, gaussians } from './gaussians.js';
import { pointOptions } from './points.js';

const paper = 'Lin, Khetan, Fanti, Oh 2018, PacGAN: The power of two samples in GANs, section 4.1, arXiv:1712.04086';

export const grid = defineDataset({
  name: 'grid',
  summary: 'Gaussians on a square grid around the origin; 25 by default',
  paper,
  options: z.strictObject({
    ...pointOptions,
    modes: z
      .int()
      .min(1)
      .max(10_000)
      .refine((modes) => Number.isInteger(Math.sqrt(modes)), 'Expected a square number, such as 16 or 25')
      .default(25)
      .describe('Number of Gaussians, a square number'),
    spacing: z.number().positive().default(2).describe('Distance of neighbouring Gaussians'),
    deviation: deviationOption(0.05),
  }),
  create: (options) => {
    const side = Math.sqrt(options.modes);
    const place = (step: number) => (step - (side - 1) / 2) * options.spacing;
    return gaussians(
      'grid',
      options,
      Array.from({ length: options.modes }, (_, mode) => [place(mode % side), place(Math.floor(mode / side))] as const),
    );
  },
});
