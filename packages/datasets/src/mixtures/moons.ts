import { defineDataset } from '@saddle/core';
import { z } from 'zod';
import { pointOptions, pointSet } from './points.js';

/**
 * Two interleaving half circles, placed as in scikit-learn's make_moons. Their labels are the two moons; as these are
 * arcs and no Gaussians, there are no modes' centres to measure coverage against.
 */
export const moons = defineDataset({
  name: 'moons',
  summary: 'Two interleaving half circles with Gaussian noise',
  options: z.strictObject({
    ...pointOptions,
    radius: z.number().positive().default(1).describe('Radius of the half circles'),
    deviation: z.number().min(0).default(0.05).describe('Standard deviation of the noise along each axis'),
  }),
  create: (options) =>
    pointSet({
      name: 'moons',
      options,
      classes: ['upper', 'lower'],
      draw: (moon, random) => {
        const angle = Math.PI * random.uniform();
        const [x, y] = moon === 0 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];
        const noise = () => options.deviation * random.normal();
        return [options.radius * x + noise(), options.radius * y + noise()];
      },
    }),
});
