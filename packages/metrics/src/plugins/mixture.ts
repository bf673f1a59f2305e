import { defineMetric, type DatasetInfo } from '@saddle/core';
import { z } from 'zod';
import { mixtureMetrics } from '../mathematics/index.js';
import { collect } from './collect.js';
import { incompatible } from './incompatible.js';

function mixtureOf({ mixture }: DatasetInfo): NonNullable<DatasetInfo['mixture']> {
  if (mixture) return mixture;
  throw incompatible(
    "The metric 'mixture' needs data whose modes are known; this data has none.",
    "Use data such as 'ring' or 'grid', or 'class-coverage' for labelled data.",
  );
}

export const mixtureMetric = defineMetric({
  name: 'mixture',
  summary: 'Modes of a known mixture that are covered, the share of samples near one, reverse KL of their histogram',
  paper: 'Lin, Khetan, Fanti, Oh 2018, PacGAN: The power of two samples in GANs, arXiv:1712.04086',
  options: z.strictObject({
    reach: z.number().positive().default(3).describe('Standard deviations within which a sample belongs to a mode'),
  }),
  create: ({ reach }) => ({
    reads: 'samples',
    protocol: { reach },
    lowerIsBetter: { modesCovered: false, highQualityShare: false, reverseKl: true },
    check: ({ info }) => void mixtureOf(info),
    evaluate: async ({ info, fake }) => {
      const { centres, deviation } = mixtureOf(info);
      const columns = centres[0]!.length;
      const { samples, count } = await collect(fake, columns);
      const { modesCovered, highQualityShare, reverseKl } = mixtureMetrics(
        {
          centres: { rows: centres.length, columns, data: Float64Array.from(centres.flat()) },
          fake: { rows: count, columns, data: samples },
        },
        { sigma: deviation, reach },
      );
      return { values: { modesCovered, highQualityShare, reverseKl } };
    },
  }),
});
