import { defineMetric, type FeatureMatrix, type FeatureMetric, type FeaturePair } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import type { Planted } from './planted.js';

async function distance({ real, fake }: FeaturePair): Promise<number> {
  const [wanted, found] = [await real.matrix(), await fake.matrix()];
  const mean = ({ data }: FeatureMatrix) => Float64Array.from(data).reduce((a, b) => a + b, 0) / data.length;
  return Math.abs(mean(wanted) - mean(found));
}

const metric = (change: Partial<FeatureMetric>) =>
  defineMetric({
    name: 'planted',
    summary: 'With a bug',
    create: () => ({
      reads: 'features',
      protocol: {},
      lowerIsBetter: { distance: true },
      compare: async (pair) => ({ values: { distance: await distance(pair) } }),
      ...change,
    }),
  });

export const healthyMetric = metric({});

export const plantedMetrics: readonly Planted<'metric'>[] = [
  {
    bug: 'a fact that is no plain value',
    check: 'says which figures it gives, which way is better and what decides them',
    says: /'scales' of its protocol is no plain value/,
    plugin: metric({ protocol: { scales: [1, 2] as unknown as string } }),
  },
  {
    bug: 'a figure by another name',
    check: 'gives every figure that has a direction, and only finite ones',
    says: /names dist; it gives distance/,
    plugin: metric({ lowerIsBetter: { dist: true } }),
  },
  {
    bug: 'a division by zero',
    check: 'gives every figure that has a direction, and only finite ones',
    says: /not finite/,
    plugin: metric({ compare: async () => ({ values: { distance: 1 / 0 } }) }),
  },
  {
    bug: 'random subsets without the seed',
    check: 'gives the same figures for the same samples and seed',
    says: /Draw from its `seed`/,
    plugin: metric({ compare: async (pair) => ({ values: { distance: (await distance(pair)) + Math.random() } }) }),
  },
  {
    bug: 'the wrong direction',
    check: 'gives a worse figure for samples that are far from the data',
    says: /No figure gets worse/,
    plugin: metric({ lowerIsBetter: { distance: false } }),
  },
  {
    bug: 'features that are centred in place',
    check: 'leaves the features it is given as they are, and no tensors',
    says: /changes the features/,
    plugin: metric({
      async compare(pair) {
        const { data } = await pair.real.matrix();
        data.forEach((value, i) => (data[i] = value - 1));
        return { values: { distance: await distance(pair) } };
      },
    }),
  },
  {
    bug: 'a tensor left over',
    check: 'leaves the features it is given as they are, and no tensors',
    says: /leaves 1 tensors/,
    plugin: metric({
      async compare(pair) {
        tf.scalar(1);
        return { values: { distance: await distance(pair) } };
      },
    }),
  },
];
