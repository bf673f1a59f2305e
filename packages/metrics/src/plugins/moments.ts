import type { Artifact, FeatureSet } from '@saddle/core';
import { StreamedMoments, type LinearAlgebra, type Moments } from '../mathematics/index.js';

/** Mean and covariance of a set of features, streamed: those of real data are kept. */
export async function momentsOfSet(set: FeatureSet, algebra: LinearAlgebra): Promise<Moments> {
  const { dimensions } = set;
  const { arrays, facts } = await set.statistic('moments', async (): Promise<Artifact> => {
    const moments = new StreamedMoments(dimensions, algebra);
    for await (const batch of set.batches()) moments.add(batch);
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
