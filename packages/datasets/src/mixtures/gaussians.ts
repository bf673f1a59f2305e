import type { Dataset } from '@saddle/core';
import { z } from 'zod';
import { pointSet, type Point, type PointSet } from './points.js';

/** The standard deviation of every mode along each axis. */
export const deviationOption = (standard: number) =>
  z.number().positive().default(standard).describe('Standard deviation of each mode along each axis');

/** A mixture of equally probable isotropic Gaussians; the label is the mode. */
export function gaussians(
  name: string,
  options: PointSet['options'] & { readonly deviation: number },
  centres: readonly Point[],
): Dataset {
  const { deviation } = options;
  return pointSet({
    name,
    options,
    classes: centres.map((_, mode) => `mode ${mode}`),
    mixture: { centres, deviation },
    draw: (mode, random) => {
      const [x, y] = centres[mode]!;
      return [x + deviation * random.normal(), y + deviation * random.normal()];
    },
  });
}
