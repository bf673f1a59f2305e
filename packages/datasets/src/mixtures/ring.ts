import { defineDataset } from '@saddle/core';
import { z } from 'zod';
import { deviationOption, gaussians } from './gaussians.js';
import { pointOptions } from './points.js';

const paper = 'Lin, Khetan, Fanti, Oh 2018, PacGAN: The power of two samples in GANs, section 4.1, arXiv:1712.04086';

export const ring = defineDataset({
  name: 'ring',
  summary: 'Gaussians on a circle; 8 by default',
  paper,
  options: z.strictObject({
    ...pointOptions,
    modes: z.int().min(1).max(10_000).default(8).describe('Number of Gaussians'),
    radius: z.number().positive().default(1).describe('Radius of the circle'),
    deviation: deviationOption(0.01),
  }),
  create: (options) =>
    gaussians(
      'ring',
      options,
      Array.from({ length: options.modes }, (_, mode) => {
        const angle = (2 * Math.PI * mode) / options.modes;
        return [options.radius * Math.cos(angle), options.radius * Math.sin(angle)] as const;
      }),
    ),
});
