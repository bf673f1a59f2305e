import { defineDataset } from '@saddle/core';
import { z } from 'zod';
import { deviationOption, gaussians } from './gaussians.js';
import { pointOptions } from './points.js';

export const spiral = defineDataset({
  name: 'spiral',
  summary: 'Gaussians along an Archimedean spiral; 20 on 2 turns by default',
  options: z.strictObject({
    ...pointOptions,
    modes: z.int().min(1).max(10_000).default(20).describe('Number of Gaussians'),
    turns: z.number().positive().max(100).default(2).describe('Turns of the spiral'),
    radius: z.number().positive().default(2).describe('Distance of the outermost Gaussian from the origin'),
    deviation: deviationOption(0.02),
  }),
  create: (options) =>
    gaussians(
      'spiral',
      options,
      Array.from({ length: options.modes }, (_, mode) => {
        // The length of an Archimedean spiral grows as the square of its angle: the root spaces the modes evenly.
        const part = Math.sqrt((mode + 1) / options.modes);
        const angle = 2 * Math.PI * options.turns * part;
        return [options.radius * part * Math.cos(angle), options.radius * part * Math.sin(angle)] as const;
      }),
    ),
});
