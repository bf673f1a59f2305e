import { defineMetric, type FeatureMatrix } from '@saddle/core';
import { reverseKl } from '../mathematics/index.js';

/** How many samples are most probably of each class. */
function histogramOf({ rows, columns, data }: FeatureMatrix): Int32Array {
  const histogram = new Int32Array(columns);
  for (let i = 0; i < rows; i++) {
    let best = 0;
    for (let j = 1; j < columns; j++) if (data[i * columns + j]! > data[i * columns + best]!) best = j;
    histogram[best]! += 1;
  }
  return histogram;
}

export const classCoverageMetric = defineMetric({
  name: 'class-coverage',
  summary: 'Classes that the extractor sees among generated samples, and the reverse KL against those of the data',
  paper: 'Srivastava et al. 2017, VEEGAN: Reducing mode collapse in GANs, arXiv:1705.07761, section 5.2',
  create: () => ({
    reads: 'probabilities',
    protocol: {},
    lowerIsBetter: { classesCovered: false, classReverseKl: true },
    compare: async ({ real, fake }) => {
      const generated = histogramOf(await fake.matrix());
      // A class that is generated but not among the real samples would make the divergence infinite.
      const shares = Array.from(histogramOf(await real.matrix()), (count) => Math.max(count, 1));
      return {
        values: {
          classesCovered: generated.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0),
          classReverseKl: reverseKl(generated, shares),
        },
      };
    },
  }),
});
