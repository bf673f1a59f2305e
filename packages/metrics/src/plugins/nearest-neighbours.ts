import { defineMetric } from '@saddle/core';
import { nearestNeighbours, type Matrix } from '../mathematics/index.js';
import { gatherRows } from '../mathematics/matrix.js';
import { currentAlgebra } from './algebra.js';

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

const median = (values: Float64Array) => {
  const sorted = values.slice().sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** A training sample's distance to the nearest other one: copies of it in the data count, itself does not. */
function ownDistances(references: Matrix, rows: readonly number[]): Map<number, number> {
  const queries = gatherRows(references, rows);
  const { distances } = nearestNeighbours({ queries, references }, { k: 2, algebra: currentAlgebra() });
  return new Map(rows.map((row, i) => [row, distances[2 * i + 1]!]));
}

export const nearestNeighboursMetric = defineMetric({
  name: 'nearest-neighbours',
  summary: 'Distance of generated samples to all of the data, and the share that are no near copies: memorisation',
  paper: 'Alaa, van Breugel, Saveliev, van der Schaar 2022, How faithful is your synthetic data?, arXiv:2102.08921',
  create: () => ({
    reads: 'features',
    references: 'all',
    protocol: {},
    lowerIsBetter: { authenticity: false },
    compare: async ({ real, fake }) => {
      const references = await real.matrix();
      const found = nearestNeighbours(
        { queries: await fake.matrix(), references },
        { k: 1, algebra: currentAlgebra() },
      );
      const own = ownDistances(references, [...new Set(found.indices)]);
      // A copy is nearer to its training sample than that is to any other.
      const copies = found.indices.reduce((sum, row, i) => sum + (found.distances[i]! < own.get(row)! ? 1 : 0), 0);
      return {
        values: {
          authenticity: 1 - copies / fake.count,
          nearestDistanceMean: mean(found.distances),
          nearestDistanceMedian: median(found.distances),
        },
      };
    },
  }),
});
