import * as tf from '@tensorflow/tfjs';
import {
  correlationDifference,
  fid,
  fidOfMoments,
  fitLine,
  frechetDistance,
  frechetDistanceOfFeatures,
  inceptionScore,
  javascriptAlgebra,
  kid,
  manifoldMetrics,
  marginalDistances,
  momentsOf,
  msSsim,
  nativeAlgebra,
  nativeBinding,
  slicedWasserstein,
  StreamedMoments,
  wasserstein1d,
  type LinearAlgebra,
  type Matrix,
  type Pictures,
  type SamplePair,
} from '@saddle/metrics';
import { expect } from 'chai';
import {
  collapsed,
  features,
  few,
  firstRows,
  long,
  mapRows,
  oneMode,
  pictures,
  rankDeficient,
  references,
  uniform,
  wide,
  type Score,
} from './support/features.js';

const relative = (received: number, expected: number, tolerance = 1e-9) =>
  expect(received).to.be.closeTo(expected, tolerance * Math.abs(expected));

/** The native one runs where TensorFlow's binding is installed. */
async function algebras(): Promise<LinearAlgebra[]> {
  try {
    await import('@tensorflow/tfjs-node');
    await tf.setBackend('tensorflow');
    const binding = nativeBinding(tf.backend());
    return binding ? [javascriptAlgebra, nativeAlgebra(binding)] : [javascriptAlgebra];
  } catch {
    return [javascriptAlgebra];
  }
}

const tested = await algebras();

for (const algebra of tested) {
  describe(`metrics by ${algebra.name} algebra equal SciPy, NumPy and prdc`, () => {
    const equals = (pair: SamplePair, expected: Score) => {
      relative(fid(pair, { allowSmall: true, algebra }).value, expected.fid);
      relative(kid(pair, { subsets: 0, algebra }).value, expected.kid);
      for (const k of [5, 3] as const) {
        const { precision, recall, density, coverage } = manifoldMetrics(pair, { k, algebra });
        const of = expected[`k${k}`];
        relative(precision, of.precision);
        relative(recall, of.recall);
        relative(density, of.density);
        relative(coverage, of.coverage);
      }
    };

    it('on full-rank sets of unequal size', () => equals(wide, references.wide));
    it('with real and fake exchanged', () => equals({ real: wide.fake, fake: wide.real }, references.swapped));
    it('on rank-deficient sets', () => equals(rankDeficient, references.rankDeficient));
    it('on fewer samples than dimensions', () => equals(few, references.few));
    it('on more samples than are taken at once', () => equals(long, references.long));
    it('on a generator stuck on one mode', () => equals(oneMode, references.oneMode));

    it('on fakes that are all the same', () => {
      relative(fid(collapsed, { algebra }).value, references.collapsed.fid);
      relative(kid(collapsed, { subsets: 0, algebra }).value, references.collapsed.kid);
    });

    it('on identical sets', () => {
      const { real } = wide;
      const copy = { ...real, data: real.data.slice() };
      for (const fake of [real, copy]) {
        expect(fid({ real, fake }, { algebra }).value).to.be.within(0, 1e-12);
        relative(kid({ real, fake }, { subsets: 0, algebra }).value, references.identical.kid);
        expect(manifoldMetrics({ real, fake }, { algebra })).to.deep.equal({ k: 5, ...references.identical.k5 });
      }
      const { real: deficient } = rankDeficient;
      expect(fid({ real: deficient, fake: deficient }, { algebra }).value).to.be.within(0, 1e-12);
      expect(frechetDistanceOfFeatures({ real: few.real, fake: few.real }, algebra)).to.be.within(0, 1e-12);
    });

    it('from moments as from features, with fewer samples than dimensions too', () => {
      const broad = { real: features(100, 150, 15), fake: features(110, 150, 16, 1.25) };
      for (const { real, fake } of [wide, rankDeficient, few, broad]) {
        const moments = { real: momentsOf(real, algebra), fake: momentsOf(fake, algebra) };
        relative(frechetDistance(moments, algebra), frechetDistanceOfFeatures({ real, fake }, algebra));
      }
    });

    it('streams mean and covariance as numpy.cov has them, in any batches and merged', () => {
      const { fake } = wide;
      const part = (from: number, to: number): Matrix => ({
        rows: to - from,
        columns: 24,
        data: fake.data.subarray(24 * from, 24 * to),
      });
      const first = new StreamedMoments(24, algebra).add(part(0, 1)).add(part(1, 130));
      const second = new StreamedMoments(24, algebra).add(part(130, 499)).add(part(499, 500));
      const merged = first.merge(second).merge(new StreamedMoments(24, algebra)).result();
      expect(merged.count).to.equal(500);
      for (const moments of [merged, momentsOf(fake, algebra)]) {
        references.moments.mean.forEach((value, i) => relative(moments.mean[i]!, value, 1e-12));
        references.moments.covariance.forEach((value, i) =>
          expect(moments.covariance.data[i]).to.be.closeTo(value, 1e-14),
        );
      }
      relative(fidOfMoments({ real: momentsOf(wide.real), fake: merged }).value, references.wide.fid);
    });

    it('keeps its digits far from the origin', () => {
      const moved = mapRows(wide.real, (row) => row.map((value) => value + 2 ** 20));
      const { covariance } = momentsOf(moved, algebra);
      const expected = momentsOf(wide.real, algebra).covariance;
      expected.data.forEach((value, i) => expect(covariance.data[i]).to.be.closeTo(value, 1e-10));
      const { fake } = wide;
      const far = { real: moved, fake: mapRows(fake, (row) => row.map((value) => value + 2 ** 20)) };
      const { precision, density } = manifoldMetrics(far, { algebra });
      relative(precision, references.wide.k5.precision);
      relative(density, references.wide.k5.density);
    });

    it('has the sliced Wasserstein distance on given directions', () => {
      const raw = mapRows(features(16, 24, 9), (row) => {
        const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
        return row.map((value) => value / length);
      });
      const directions = { ...raw, data: Float64Array.from(raw.data) };
      const pair = { real: wide.real, fake: firstRows(wide.fake, 400) };
      for (const order of [1, 2] as const) {
        const { value, projections } = slicedWasserstein(pair, { directions, order, algebra });
        relative(value, references.sliced[order]);
        expect(projections).to.equal(16);
      }
    });
  });
}

describe('metrics without algebra equal SciPy and NumPy', () => {
  it('makes the features that Python made', () => {
    const [first, last, sum] = references.checksum;
    expect(wide.real.data[0]).to.equal(first);
    expect(wide.fake.data.at(-1)).to.equal(last);
    expect(Float64Array.from(wide.real.data).reduce((total, value) => total + value, 0)).to.be.closeTo(sum, 1e-9);
  });

  it('has the Inception-score form of class probabilities', () => {
    const raw: Matrix = { rows: 300, columns: 10, data: uniform(3000, 10).map((value) => value ** 4) };
    const probabilities = mapRows(raw, (row) => {
      const sum = row.reduce((total, value) => total + value, 0);
      return row.map((value) => value / sum);
    });
    relative(inceptionScore(probabilities).value, references.inceptionScore);
  });

  it('has the 1-D Wasserstein distance of samples of unequal size', () => {
    const real = features(37, 1, 61).data;
    const fake = features(53, 1, 62, 2, 0.5).data;
    relative(wasserstein1d({ real, fake }), references.wasserstein);
    relative(wasserstein1d({ real: fake, fake: real }), references.wasserstein);
  });

  it('has marginal distances and correlation differences of tables', () => {
    const table = (rows: number, seed: number, extra: number) => {
      const added = features(rows, 1, extra).data;
      return mapRows(features(rows, 3, seed), (row, i) => [...row, 2 * row[0]! + added[i]!]);
    };
    const pair = { real: table(200, 71, 91), fake: table(150, 72, 92) };
    marginalDistances(pair).forEach(({ wasserstein, kolmogorovSmirnov }, i) => {
      relative(wasserstein, references.tables.wasserstein[i]!);
      relative(kolmogorovSmirnov, references.tables.ks[i]!);
    });
    const { mean, largest, pairs } = correlationDifference(pair);
    relative(mean, references.tables.correlationMean);
    relative(largest, references.tables.correlationLargest);
    expect(pairs).to.equal(6);
  });

  it('has MS-SSIM per pair: five scales from 176 pixels on, two at 32', () => {
    const mixed = (a: Pictures, b: Pictures): Pictures => ({
      ...a,
      data: Float64Array.from(a.data, (value, i) => 0.5 * value + 0.5 * b.data[i]!),
    });
    const cases = [
      { first: pictures(4, 176, 1, 21), other: pictures(4, 176, 1, 31), scales: 5, expected: references.msSsim.big },
      { first: pictures(4, 32, 3, 41), other: pictures(4, 32, 3, 51), scales: 2, expected: references.msSsim.small },
    ];
    for (const { first, other, scales, expected } of cases) {
      const result = msSsim({ first, second: mixed(first, other) });
      expect(result.scales).to.equal(scales);
      expected.forEach((value, i) => relative(result.values[i]!, value));
      msSsim({ first, second: first }).values.forEach((value) => relative(value, 1));
    }
  });

  it("has scipy's linregress line", () => {
    const { slope, intercept, r2 } = fitLine([
      { x: 0.001, y: 3.1 },
      { x: 0.002, y: 3.9 },
      { x: 0.005, y: 7.2 },
      { x: 0.01, y: 12.3 },
    ]);
    relative(slope, references.line.slope);
    relative(intercept, references.line.intercept);
    relative(r2, references.line.r2);
  });
});
