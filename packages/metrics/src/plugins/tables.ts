import { defineMetric } from '@saddle/core';
import { correlationDifference, marginalDistances } from '../mathematics/index.js';

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

export const marginalsMetric = defineMetric({
  name: 'marginals',
  summary: 'Wasserstein and Kolmogorov-Smirnov distances of every column alone: tables and low dimensions',
  create: () => ({
    reads: 'features',
    protocol: {},
    lowerIsBetter: { marginalWasserstein: true, marginalWassersteinWorst: true, marginalKolmogorovSmirnov: true },
    compare: async ({ real, fake }) => {
      const distances = marginalDistances({ real: await real.matrix(), fake: await fake.matrix() });
      // A column without spread has no unit but its own.
      const wasserstein = distances.map((column) => column.standardized ?? column.wasserstein);
      return {
        values: {
          marginalWasserstein: meanOf(wasserstein),
          marginalWassersteinWorst: wasserstein.reduce((most, value) => Math.max(most, value), 0),
          marginalKolmogorovSmirnov: meanOf(distances.map((column) => column.kolmogorovSmirnov)),
        },
      };
    },
  }),
});

export const correlationMetric = defineMetric({
  name: 'correlation',
  summary: 'Difference of the pairwise correlations of columns: tables',
  create: () => ({
    reads: 'features',
    protocol: {},
    lowerIsBetter: { correlationDifference: true, correlationDifferenceWorst: true },
    compare: async ({ real, fake }) => {
      const { mean, largest } = correlationDifference({ real: await real.matrix(), fake: await fake.matrix() });
      return { values: { correlationDifference: mean, correlationDifferenceWorst: largest } };
    },
  }),
});
