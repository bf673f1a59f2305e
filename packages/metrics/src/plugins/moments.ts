import type { Artifact, FeatureMatrix, FeatureSet } from '@saddle/core';
import { StreamedMoments, type LinearAlgebra, type Moments } from '../mathematics/index.js';

/** Mean and covariance of a set of features, streamed: those of real data are kept. */
export async function momentsOfSet(set: FeatureSet, algebra: LinearAlgebra): Promise<Moments> {
  const { dimensions } = set;
  const { arrays, facts } = await set.statistic('moments', async (): Promise<Artifact> => {
    const moments = new StreamedMoments(dimensions, algebra);
    for await (const block of joined(set.batches())) moments.add(block);
    const { count, mean, covariance } = moments.result();
    return {
      arrays: {
        mean: { shape: [dimensions], data: mean },
        covariance: { shape: [dimensions, dimensions], data: covariance.data },
      },
      facts: { count },
    };
  });
  return {
    count: facts['count'] as number,
    mean: arrays['mean']!.data as Float64Array,
    covariance: { rows: dimensions, columns: dimensions, data: arrays['covariance']!.data as Float64Array },
  };
}

const rowsTogether = 2048;

/** Batches joined to larger ones: a product of many rows costs little more than one of few. */
async function* joined(batches: AsyncIterable<FeatureMatrix>): AsyncGenerator<FeatureMatrix> {
  let waiting: FeatureMatrix[] = [];
  let rows = 0;
  for await (const batch of batches) {
    waiting.push(batch);
    rows += batch.rows;
    if (rows < rowsTogether) continue;
    yield join(waiting);
    [waiting, rows] = [[], 0];
  }
  if (rows > 0) yield join(waiting);
}

function join(batches: readonly FeatureMatrix[]): FeatureMatrix {
  const { columns } = batches[0]!;
  const data = new Float64Array(batches.reduce((sum, batch) => sum + batch.data.length, 0));
  let at = 0;
  for (const batch of batches) {
    data.set(batch.data, at);
    at += batch.data.length;
  }
  return { rows: batches.reduce((sum, { rows }) => sum + rows, 0), columns, data };
}
