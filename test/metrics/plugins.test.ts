import * as tf from '@tensorflow/tfjs';
import {
  HostRandom,
  isFeatureMetric,
  isSaddleError,
  type DatasetInfo,
  type FeatureMetric,
  type SampleMetric,
} from '@saddle/core';
import {
  classCoverageMetric,
  correlationMetric,
  determination,
  fidInfinityMetric,
  fidMetric,
  fitColumn,
  inceptionScoreMetric,
  interpolate,
  kidMetric,
  marginalsMetric,
  mixtureMetric,
  nearestNeighboursMetric,
  perceptualPathLength,
  prdcMetric,
  trimmedMean,
  type Matrix,
} from '@saddle/metrics';
import { expect } from 'chai';
import { features, few, firstRows, mapRows, oneMode, rankDeficient, references, wide } from './support/features.js';
import { CountingCache, setOf } from './support/sets.js';

interface MetricPlugin {
  readonly name: string;
  readonly options: { parse(value: unknown): unknown };
  create(options: unknown, services: Readonly<Record<string, unknown>>): unknown;
}

const made = <T>(plugin: MetricPlugin, options: object = {}) => plugin.create(plugin.options.parse(options), {}) as T;

const compare = async (plugin: MetricPlugin, pair: { real: Matrix; fake: Matrix }, options: object = {}) =>
  made<FeatureMetric>(plugin, options).compare({ real: setOf(pair.real), fake: setOf(pair.fake), seed: 0 });

const codeOf = async (run: () => unknown) => {
  try {
    await run();
  } catch (error) {
    return isSaddleError(error) ? error.code : String(error);
  }
  return 'nothing';
};

const relative = (received: number | undefined, expected: number) =>
  expect(received).to.be.closeTo(expected, 1e-9 * Math.abs(expected));

describe('metric plugins on features equal SciPy, NumPy and prdc', () => {
  for (const [name, pair] of Object.entries({ wide, rankDeficient, oneMode })) {
    it(`streamed and whole: ${name}`, async () => {
      const expected = references[name as 'wide' | 'rankDeficient' | 'oneMode'];
      relative((await compare(fidMetric, pair)).values['fid'], expected.fid);
      relative((await compare(kidMetric, pair, { subsets: 0 })).values['kid'], expected.kid);
      const { values } = await compare(prdcMetric, pair);
      for (const figure of ['precision', 'recall', 'density', 'coverage'] as const) {
        relative(values[figure], expected.k5[figure]);
      }
      expect((await compare(prdcMetric, pair, { k: 3 })).values['precision']).to.be.closeTo(
        expected.k3.precision,
        1e-9,
      );
    });
  }

  it('names FID by N and marks what is too small, in its protocol too', async () => {
    expect((await compare(fidMetric, wide)).labels).to.deep.equal({ fid: 'FID_400' });
    expect(await codeOf(() => compare(fidMetric, few))).to.equal('SADDLE_METRIC_TOO_FEW');
    const small = await compare(fidMetric, few, { allowSmall: true });
    expect(small.labels).to.deep.equal({ fid: 'FID_20 (small)' });
    expect(small.protocol).to.deep.equal({ small: true });
    relative(small.values['fid'], references.few.fid);
    const { checkSizes } = made<FeatureMetric>(fidMetric);
    expect(await codeOf(() => checkSizes!({ real: 127, fake: 1000, dimensions: 64 }))).to.equal(
      'SADDLE_METRIC_TOO_FEW',
    );
    expect(await codeOf(() => checkSizes!({ real: 128, fake: 128, dimensions: 64 }))).to.equal('nothing');
  });

  it('computes the moments of real data once', async () => {
    const cache = new CountingCache();
    const metric = made<FeatureMetric>(fidMetric);
    const compared = async () => metric.compare({ real: setOf(wide.real, cache), fake: setOf(wide.fake), seed: 0 });
    const first = await compared();
    expect((await compared()).values).to.deep.equal(first.values);
    expect(cache.made).to.equal(1);
  });

  it('has the fit of FID-infinity beside its value', async () => {
    const pair = { real: features(3000, 8, 101), fake: features(1500, 8, 102) };
    const { values, labels } = await compare(fidInfinityMetric, pair);
    expect(labels).to.deep.equal({ fidInfinity: 'FID_infinity' });
    expect(values['fidInfinityR2']).to.be.within(0.8, 1);
    expect(Math.abs(values['fidInfinity']!)).to.be.lessThan((await compare(fidMetric, pair)).values['fid']!);
  });

  it('has the distances of tables', async () => {
    const pair = { real: features(400, 3, 5), fake: features(400, 3, 6, 1, 0.5) };
    const { values } = await compare(marginalsMetric, pair);
    // A shift of 0.5 in units of the deviation, sqrt(4/12).
    expect(values['marginalWasserstein']).to.be.closeTo(0.5 / Math.sqrt(1 / 3), 0.12);
    expect(values['marginalWassersteinWorst']).to.be.at.least(values['marginalWasserstein']!);
    expect((await compare(correlationMetric, pair)).values['correlationDifference']).to.be.within(0, 0.15);
  });

  it('finds a generator that copies the data', async () => {
    const real = features(300, 12, 31);
    const copies = mapRows(firstRows(real, 100), (row) => row.map((value) => value + 1e-4));
    const copied = (await compare(nearestNeighboursMetric, { real, fake: copies })).values;
    expect(copied['authenticity']).to.equal(0);
    expect(copied['nearestDistanceMean']).to.be.closeTo(1e-4 * Math.sqrt(12), 1e-9);
    const honest = (await compare(nearestNeighboursMetric, { real, fake: features(100, 12, 32) })).values;
    expect(honest['authenticity']).to.be.greaterThan(0.3);
  });

  it('reads class probabilities for the Inception-score form and for class coverage', async () => {
    const oneHot = (classes: number[]): Matrix => ({
      rows: classes.length,
      columns: 4,
      data: Float64Array.from(classes.flatMap((label) => [0, 1, 2, 3].map((i) => (i === label ? 1 : 0)))),
    });
    const pair = { real: oneHot([0, 1, 2, 3]), fake: oneHot([0, 0, 1, 1]) };
    expect((await compare(inceptionScoreMetric, pair, { splits: 1 })).values['inceptionScore']).to.be.closeTo(2, 1e-12);
    const { values } = await compare(classCoverageMetric, pair);
    expect(values['classesCovered']).to.equal(2);
    expect(values['classReverseKl']).to.be.closeTo(Math.log(2), 1e-12);
  });

  it('say which way is better for each of their main figures', () => {
    for (const plugin of [fidMetric, kidMetric, prdcMetric, mixtureMetric, perceptualPathLength]) {
      expect(Object.values(made<FeatureMetric>(plugin).lowerIsBetter)).to.not.be.empty;
    }
    expect(isFeatureMetric(made<FeatureMetric>(kidMetric))).to.equal(true);
    expect(isFeatureMetric(made<SampleMetric>(mixtureMetric))).to.equal(false);
  });
});

const info = (extra: Partial<DatasetInfo> = {}): DatasetInfo => ({
  sample: { shape: [2], range: 'unbounded' },
  length: 100,
  classes: [],
  fields: { samples: { shape: [2], dtype: 'float32' } },
  digest: 'none',
  ...extra,
});

const samplesOf = (rows: number[][]) => ({
  count: rows.length,
  async *batches() {
    yield await Promise.resolve({ samples: tf.tensor2d(rows) });
  },
});

describe('the mixture metric', () => {
  const ring = Array.from({ length: 8 }, (_, mode) => {
    const angle = (2 * Math.PI * mode) / 8;
    return [Math.cos(angle), Math.sin(angle)];
  });
  const metric = made<SampleMetric>(mixtureMetric);
  const measure = (rows: number[][]) =>
    metric.evaluate({
      info: info({ mixture: { centres: ring, deviation: 0.01 } }),
      classes: 0,
      real: samplesOf([]),
      fake: samplesOf(rows),
      seed: 0,
    });

  it('counts the modes of a ring, near samples, and the reverse KL', async () => {
    const near = ring.slice(0, 4).map(([x, y]) => [x! + 0.02, y!]);
    const { values } = await measure([...near, ...ring.slice(0, 4), [1.035, 0], [0.5, 0.01]]);
    expect(values['modesCovered']).to.equal(4);
    expect(values['highQualityShare']).to.be.closeTo(0.8, 1e-12);
    // Nearest modes: 4, 2, 2, 2 of 10 samples against an eighth each.
    expect(values['reverseKl']).to.be.closeTo(0.4 * Math.log(3.2) + 3 * 0.2 * Math.log(1.6), 1e-6);
    expect((await measure(ring)).values).to.deep.equal({ modesCovered: 8, highQualityShare: 1, reverseKl: 0 });
  });

  it('leaves no tensor behind and refuses data without modes', async () => {
    await measure(ring);
    const before = tf.memory().numTensors;
    await measure(ring);
    expect(tf.memory().numTensors).to.equal(before);
    expect(await codeOf(() => metric.check!({ info: info(), classes: 0 }))).to.equal('SADDLE_CONFIG_INCOMPATIBLE');
  });
});

describe('perceptual path length', () => {
  it('interpolates along the great circle or the line', () => {
    const half = interpolate([2, 0], [0, 2], 0.5, true);
    expect(half[0]).to.be.closeTo(Math.SQRT2, 1e-12);
    expect(half[1]).to.be.closeTo(Math.SQRT2, 1e-12);
    expect(interpolate([2, 0], [0, 2], 0.25, false)).to.deep.equal([1.5, 0.5]);
    expect(interpolate([1, 1], [1, 1], 0.7, true)[0]).to.be.closeTo(1, 1e-12);
    expect(interpolate([3, -1], [1, 4], 0, true)[1]).to.be.closeTo(-1, 1e-12);
  });

  it('leaves out one in a hundred at either end', () => {
    const values = Array.from({ length: 100 }, (_, i) => i);
    expect(trimmedMean([...values.slice(0, 99), 1e9])).to.be.closeTo(49.5, 1e-12);
    expect(trimmedMean([1, 2, 6])).to.equal(3);
  });

  it('of a linear generator along lines is the squared length of its paths', async () => {
    const metric = made<SampleMetric>(perceptualPathLength, { interpolation: 'linear', epsilon: 0.01 });
    const weights = [
      [1, 2, 0],
      [0, -1, 3],
    ];
    const latentsAt = (number: number) => {
      const random = new HostRandom(number, 'z');
      return Array.from({ length: 16 }, () => [random.normal(), random.normal()]);
    };
    const { values } = await metric.evaluate({
      info: info(),
      classes: 0,
      real: samplesOf([]),
      fake: { count: 50, async *batches() {} },
      generator: {
        batch: 16,
        latents: (_stream, number) => ({ latent: tf.tensor2d(latentsAt(number)) }),
        generate: ({ latent }) => tf.tidy(() => tf.matMul(latent as tf.Tensor2D, tf.tensor2d(weights))),
      },
      extractor: () =>
        Promise.resolve({ protocol: {}, dimensions: 3, features: (x) => tf.clone(x), dispose: () => {} }),
      seed: 0,
    });
    const lengths = Array.from({ length: 50 }, (_, i) => {
      const [a, b] = [2 * Math.floor(i / 16), 2 * Math.floor(i / 16) + 1].map((n) => latentsAt(n)[i % 16]!);
      const step = [b![0]! - a![0]!, b![1]! - a![1]!];
      return [0, 1, 2].reduce((sum, j) => sum + (step[0]! * weights[0]![j]! + step[1]! * weights[1]![j]!) ** 2, 0);
    });
    const expected = trimmedMean(lengths);
    expect(values['perceptualPathLength']).to.be.closeTo(expected, 1e-3 * expected);
  });
});

describe('least squares of a column', () => {
  it('recovers an exact linear law, and explains the squared correlation of two columns', () => {
    const exact = mapRows(features(50, 3, 1), ([a, b]) => [a!, 3 + 2 * a! - b!, b!]);
    const { weights } = fitColumn(exact, 1);
    [2, 3, -1].forEach((value, i) => expect(weights[i]).to.be.closeTo(value, 1e-6));
    expect(determination({ weights }, exact, 1)).to.be.closeTo(1, 1e-9);
    const pair = mapRows(features(200, 2, 2), ([a, b]) => [a!, a! + b!]);
    const column = (i: number) => Array.from({ length: 200 }, (_, row) => pair.data[2 * row + i]!);
    const [x, y] = [column(0), column(1)];
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const product = (a: number[], b: number[]) => mean(a.map((value, i) => (value - mean(a)) * (b[i]! - mean(b))));
    const correlation = product(x, y) ** 2 / (product(x, x) * product(y, y));
    expect(determination(fitColumn(pair, 1), pair, 1)).to.be.closeTo(correlation, 1e-8);
  });
});
