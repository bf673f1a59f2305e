import {
  HostRandom,
  isFeatureMetric,
  isSaddleError,
  type DatasetInfo,
  type FeatureExtractor,
  type FeatureMatrix,
  type FeatureMetric,
  type FeatureSet,
  type Measurement,
  type Metric,
  type SampleSet,
} from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { Bench } from '../bench/services.js';
import { ensure, skip, type Check, type Skip, type Subject } from '../check.js';
import { ensureFinite, firstDifference } from '../numbers/compare.js';

const rows = 200;
const columns = 4;

/** Like the data, or far from it: elsewhere, and each sample the same in all its features. */
type Place = 'near' | 'far';

/** Independent features, or probabilities of classes; the same for the same seed. */
function matrixOf({ reads }: FeatureMetric, seed: number, place: Place): FeatureMatrix {
  const random = new HostRandom(seed, 'features');
  const data = Float64Array.from({ length: rows * columns }, () => random.normal());
  if (place === 'far') data.forEach((_, i) => (data[i] = 5 + data[i - (i % columns)]!));
  if (reads === 'probabilities') {
    for (let row = 0; row < rows; row++) {
      const logits = data.subarray(row * columns, (row + 1) * columns).map((value) => Math.exp(2 * value));
      const sum = logits.reduce((a, b) => a + b, 0);
      data.set(
        logits.map((value) => value / sum),
        row * columns,
      );
    }
  }
  return { rows, columns, data };
}

const setOf = (matrix: FeatureMatrix): FeatureSet => ({
  count: matrix.rows,
  dimensions: matrix.columns,
  async *batches() {
    yield matrix;
  },
  matrix: async () => matrix,
  statistic: (_name, make) => make(),
});

/** Samples of two classes, each around a centre of its own; far ones lie together, elsewhere. */
function samplesOf(info: DatasetInfo, count: number, seed: number, place: Place): SampleSet {
  const shape = [count, ...info.sample.shape];
  return {
    count,
    async *batches() {
      const random = new HostRandom(seed, 'samples');
      const size = shape.reduce((a, b) => a * b, 1);
      const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
      const values = Float32Array.from({ length: size }, (_, i) => {
        const centre = labels[Math.floor(i / (size / count))]! - 0.5;
        const value = centre + 0.2 * random.normal();
        return Math.tanh(place === 'near' ? value : 3 - 2 * value);
      });
      yield { samples: tf.tensor(values, shape), labels: tf.tensor1d(labels, 'int32') };
    },
  };
}

const common = { length: 1000, classes: ['one', 'two'], digest: '0'.repeat(64) } as const;

/** Data that a metric of samples may be for; the first that it takes is taken. */
const worlds: readonly DatasetInfo[] = [
  {
    ...common,
    sample: { shape: [2], range: 'unbounded' },
    fields: { samples: { shape: [2], dtype: 'float32' }, labels: { shape: [], dtype: 'int32' } },
    mixture: {
      centres: [
        [-0.5, -0.5],
        [0.5, 0.5],
      ],
      deviation: 0.3,
    },
  },
  {
    ...common,
    sample: { shape: [16, 16, 1], range: 'symmetric' },
    fields: { samples: { shape: [16, 16, 1], dtype: 'float32' }, labels: { shape: [], dtype: 'int32' } },
  },
];

/** Samples as they are, in a row. */
const flat = (info: DatasetInfo): FeatureExtractor => {
  const dimensions = info.sample.shape.reduce((a, b) => a * b, 1);
  return {
    protocol: { extractor: 'flat' },
    dimensions,
    features: (samples) => tf.reshape(samples, [-1, dimensions]),
    dispose: () => {},
  };
};

const isRefusal = (error: unknown) =>
  isSaddleError(error) &&
  ['SADDLE_CONFIG_INCOMPATIBLE', 'SADDLE_METRIC_INPUT', 'SADDLE_METRIC_TOO_FEW'].includes(error.code);

async function measure(metric: Metric, seed: number, place: Place): Promise<Measurement | Skip> {
  if (isFeatureMetric(metric)) {
    const [real, fake] = [matrixOf(metric, 1, 'near'), matrixOf(metric, 2, place)];
    return metric.compare({ real: setOf(real), fake: setOf(fake), seed });
  }
  let reason = 'it needs other data than the kit has';
  for (const info of worlds) {
    try {
      metric.check?.({ info, classes: 2 });
      const [real, fake] = [samplesOf(info, 64, 1, 'near'), samplesOf(info, 64, 2, place)];
      const extractor = flat(info);
      return await metric.evaluate({ info, classes: 2, real, fake, seed, extractor: async () => extractor });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      reason = (error as Error).message;
    }
  }
  return skip(reason);
}

/** Runs `work` on a metric and what it measures of samples like the data. */
async function withMetric(
  subject: Subject<'metric'>,
  work: (metric: Metric, found: Measurement) => void | Skip | Promise<void | Skip>,
): Promise<void | Skip> {
  const bench = await Bench.open({}, subject.settings);
  try {
    const metric = await bench.create(subject);
    const found = await measure(metric, 0, 'near');
    return 'values' in found ? await work(metric, found) : found;
  } finally {
    bench.dispose();
  }
}

const figures = ({ values }: Measurement) => Object.fromEntries(Object.entries(values).map(([name, x]) => [name, [x]]));

/** Measures of generated samples against data. */
export const metricChecks: readonly Check<'metric'>[] = [
  {
    name: 'says which figures it gives, which way is better and what decides them',
    async run(subject) {
      const bench = await Bench.open({}, subject.settings);
      const metric = await bench.create(subject);
      bench.dispose();
      const directions = Object.entries(metric.lowerIsBetter);
      ensure(directions.length > 0, 'Its `lowerIsBetter` names no figure.');
      for (const [name, lower] of directions) {
        ensure(
          typeof lower === 'boolean',
          `Whether a lower '${name}' is better is ${String(lower)}, not true or false.`,
        );
      }
      for (const [name, fact] of Object.entries(metric.protocol)) {
        const plain = ['string', 'number', 'boolean'].includes(typeof fact);
        ensure(
          plain,
          `The fact '${name}' of its protocol is no plain value, so figures could not be told apart by it.`,
        );
      }
    },
  },
  {
    name: 'gives every figure that has a direction, and only finite ones',
    run: (subject) =>
      withMetric(subject, ({ lowerIsBetter }, found) => {
        ensureFinite(figures(found), 'A figure is not finite');
        const missing = Object.keys(lowerIsBetter).filter((name) => !(name in found.values));
        ensure(
          missing.length === 0,
          () => `Its \`lowerIsBetter\` names ${missing.join(', ')}; it gives ${Object.keys(found.values).join(', ')}.`,
        );
      }),
  },
  {
    name: 'gives the same figures for the same samples and seed',
    run: (subject) =>
      withMetric(subject, async (metric, found) => {
        const again = await measure(metric, 0, 'near');
        if (!('values' in again)) return again;
        const difference = firstDifference(figures(found), figures(again));
        ensure(!difference, `Measured twice: ${difference}. Draw from its \`seed\`.`);
        return undefined;
      }),
  },
  {
    name: 'gives a worse figure for samples that are far from the data',
    run: (subject) =>
      withMetric(subject, async (metric, near) => {
        if (isFeatureMetric(metric) && metric.reads === 'probabilities') return skip('it reads probabilities');
        const far = await measure(metric, 0, 'far');
        if (!('values' in far)) return far;
        const worse = Object.entries(metric.lowerIsBetter).some(([name, lower]) => {
          const [before, after] = [near.values[name] ?? 0, far.values[name] ?? 0];
          return lower ? after > before : after < before;
        });
        ensure(worse, 'No figure gets worse, by the direction it says, when samples move away from the data.');
        return undefined;
      }),
  },
  {
    name: 'leaves the features it is given as they are, and no tensors',
    run: (subject) =>
      withMetric(subject, async (metric) => {
        const tensors = tf.memory().numTensors;
        if (isFeatureMetric(metric)) {
          const [real, fake] = [matrixOf(metric, 1, 'near'), matrixOf(metric, 2, 'near')];
          const before = { real: real.data.slice(), fake: fake.data.slice() };
          await metric.compare({ real: setOf(real), fake: setOf(fake), seed: 0 });
          const difference = firstDifference(before, { real: real.data, fake: fake.data });
          ensure(!difference, `It changes the features it is given: ${difference}.`);
        } else {
          await measure(metric, 0, 'near');
        }
        const left = tf.memory().numTensors - tensors;
        ensure(left === 0, `Measuring leaves ${left} tensors in memory.`);
      }),
  },
];
