import { defineMetric } from '@saddle/core';
import { z } from 'zod';
import { defaultNeighbours, manifoldMetrics } from '../mathematics/index.js';
import { currentAlgebra } from './algebra.js';

export const prdcMetric = defineMetric({
  name: 'prdc',
  summary: 'Precision and recall, density and coverage by balls to the k-th nearest neighbour',
  paper:
    'Kynkaanniemi et al. 2019, Improved precision and recall, arXiv:1904.06991; Naeem et al. 2020, Reliable fidelity and diversity metrics, arXiv:2002.09797',
  options: z.strictObject({
    k: z.int().min(1).default(defaultNeighbours).describe("Neighbours that set the radius of each sample's ball"),
  }),
  create: ({ k }) => ({
    reads: 'features',
    protocol: { k },
    lowerIsBetter: { precision: false, recall: false, density: false, coverage: false },
    compare: async ({ real, fake }) => {
      const pair = { real: await real.matrix(), fake: await fake.matrix() };
      const { precision, recall, density, coverage } = manifoldMetrics(pair, { k, algebra: currentAlgebra() });
      return { values: { precision, recall, density, coverage } };
    },
  }),
});
