import { defineDataset, defineSampler, defineSchedule, type DatasetInfo, type DatasetReader } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import type { Planted } from './planted.js';

const info: DatasetInfo = {
  sample: { shape: [2], range: 'symmetric' },
  length: 50,
  classes: ['a', 'b'],
  fields: { samples: { shape: [2], dtype: 'float32' }, labels: { shape: [], dtype: 'int32' } },
  digest: 'ab'.repeat(32),
};

const value = (index: number) => Math.sin(index);

const read = (indices: Uint32Array) => ({
  samples: Float32Array.from([...indices].flatMap((index) => [value(index), value(index + 100)])),
  labels: Int32Array.from(indices, (index) => index % 2),
});

const dataset = (change: (reader: DatasetReader) => Partial<DatasetReader>) =>
  defineDataset({
    name: 'planted',
    summary: 'With a bug',
    create: () => ({
      reading: 'memory',
      open: () => ({ info, read, ...change({ info, read }) }),
    }),
  });

export const healthyDataset = dataset(() => ({}));

const shared = read(Uint32Array.from({ length: 50 }, (_, i) => i));

export const plantedDatasets: readonly Planted<'dataset'>[] = [
  {
    bug: 'a sample shape that is not that of its field',
    check: 'announces what it holds: samples, labels where there are classes, a digest',
    says: /Its field 'samples' is float32 \[2\], its sample \[3\]/,
    plugin: dataset(() => ({ info: { ...info, sample: { shape: [3], range: 'symmetric' } } })),
  },
  {
    bug: 'examples sorted by index',
    check: 'reads what it announces, in the order asked for, repeats included',
    says: /reverse order/,
    plugin: dataset(() => ({ read: (indices) => read(indices.toSorted()) })),
  },
  {
    bug: 'too few values',
    check: 'reads what it announces, in the order asked for, repeats included',
    says: /are a Float32Array of 32; read gives Float32Array of 16/,
    plugin: dataset(() => ({ read: (indices) => ({ ...read(indices), samples: new Float32Array(indices.length) }) })),
  },
  {
    bug: 'values beyond [-1, 1]',
    check: 'holds finite values in its range and labels of its classes',
    says: /one is 255/,
    plugin: dataset(() => ({
      read: (indices) => ({ ...read(indices), samples: new Float32Array(2 * indices.length).fill(255) }),
    })),
  },
  {
    bug: 'its own arrays handed out',
    check: 'hands over arrays of its own: writing to them changes nothing',
    says: /Copy in `read`/,
    plugin: dataset(() => ({
      read: (indices) =>
        indices.length === 4
          ? { samples: shared.samples.subarray(0, 8), labels: shared.labels.subarray(0, 4) }
          : read(indices),
    })),
  },
  {
    bug: 'other data each time',
    check: "is the same data each time it is opened, whatever the run's seed",
    says: /Opened twice/,
    plugin: dataset(() => {
      const shift = Math.random();
      return { read: (indices) => ({ ...read(indices), samples: read(indices).samples.map((x) => x * shift) }) };
    }),
  },
];

const schedule = (factor: (iteration: number, total: number) => number) =>
  defineSchedule({ name: 'planted', summary: 'With a bug', create: () => ({ factor }) });

export const healthySchedule = schedule((iteration, total) => 1 - iteration / total);

let asked = 0;

export const plantedSchedules: readonly Planted<'schedule'>[] = [
  {
    bug: 'a division by zero in a budget of one iteration',
    check: 'gives a finite factor of at least 0 at every iteration',
    says: /At iteration 0 of 1 its factor is NaN/,
    plugin: schedule((iteration, total) => 1 - iteration / (total - 1)),
  },
  {
    bug: 'a count of its own',
    check: 'depends on iteration and total alone, so that a resumed run has the same rates',
    says: /asked again/,
    plugin: schedule(() => 1 / (1 + asked++)),
  },
];

export const healthySampler = defineSampler({
  name: 'planted',
  summary: 'Plain',
  create: () => ({ sample: ({ count, random, generate }) => generate(count, random) }),
});

export const plantedSamplers: readonly Planted<'sampler'>[] = [
  {
    bug: 'one sample too many',
    check: 'gives as many finite samples as asked for',
    says: /Asked for 1 samples it gives \[2/,
    plugin: defineSampler({
      name: 'planted',
      summary: 'With a bug',
      create: () => ({ sample: ({ count, random, generate }) => generate(count + 1, random) }),
    }),
  },
  {
    bug: 'a random choice in JavaScript',
    check: 'repeats bit for bit with the same seed, and not with another',
    says: /with one seed differ/,
    plugin: defineSampler({
      name: 'planted',
      summary: 'With a bug',
      create: () => ({
        sample: ({ count, random, generate }) => tf.mul(generate(count, random), Math.random()),
      }),
    }),
  },
];
