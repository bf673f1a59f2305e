import { isSaddleError } from '@saddle/core';
import {
  correlationDifference,
  fid,
  fidInfinity,
  inceptionScore,
  kid,
  manifoldMetrics,
  marginalDistances,
  mixtureMetrics,
  msSsimDiversity,
  nearestNeighbours,
  pivotedCholesky,
  randomDirections,
  reverseKl,
  slicedWasserstein,
  StreamedMoments,
  totalVariation,
  type Matrix,
} from '@saddle/metrics';
import { expect } from 'chai';
import { few, features, firstRows, mapRows, oneMode, pictures, wide } from './support/features.js';

const codeOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return isSaddleError(error) ? error.code : error;
  }
  return 'nothing';
};

describe('precision and recall', () => {
  it('of a generator stuck on one mode are high and low, and the other way when exchanged', () => {
    const { precision, recall, coverage } = manifoldMetrics(oneMode);
    expect(precision).to.be.greaterThan(0.95);
    expect(recall).to.be.lessThan(0.1);
    expect(coverage).to.be.within(0.2, 0.3);
    const swapped = manifoldMetrics({ real: oneMode.fake, fake: oneMode.real });
    expect(swapped.precision).to.equal(recall);
    expect(swapped.recall).to.equal(precision);
  });

  it('of a generator that copies training samples are decided by exact ties, as by direct distances', () => {
    const { real } = wide;
    const fake = mapRows(firstRows(real, 300), (row, i) => (i < 200 ? row : row.map((value) => value * 1.125)));
    const distance = (a: Matrix, i: number, b: Matrix, j: number) => {
      let sum = 0;
      for (let k = 0; k < 24; k++) sum += (a.data[i * 24 + k]! - b.data[j * 24 + k]!) ** 2;
      return sum;
    };
    const indices = (set: Matrix) => Array.from({ length: set.rows }, (_, i) => i);
    const radius = (set: Matrix, i: number) =>
      indices(set)
        .filter((j) => j !== i)
        .map((j) => distance(set, i, set, j))
        .sort((a, b) => a - b)[4]!;
    const realRadii = indices(real).map((i) => radius(real, i));
    const fakeRadii = indices(fake).map((j) => radius(fake, j));
    const inside = (i: number, j: number, limit: number) => distance(real, i, fake, j) < limit;
    const share = (flags: boolean[]) => flags.filter(Boolean).length / flags.length;
    const [reals, fakes] = [indices(real), indices(fake)];
    const members = fakes.flatMap((j) => reals.filter((i) => inside(i, j, realRadii[i]!))).length;
    const received = manifoldMetrics({ real, fake });
    expect(received.precision).to.equal(share(fakes.map((j) => reals.some((i) => inside(i, j, realRadii[i]!)))));
    expect(received.recall).to.equal(share(reals.map((i) => fakes.some((j) => inside(i, j, fakeRadii[j]!)))));
    expect(received.coverage).to.equal(share(reals.map((i) => fakes.some((j) => inside(i, j, realRadii[i]!)))));
    expect(received.density).to.be.closeTo(members / (5 * fake.rows), 1e-12);
  });

  it('need more than k samples of each', () => {
    const real = firstRows(wide.real, 5);
    expect(codeOf(() => manifoldMetrics({ real, fake: wide.fake }))).to.equal('SADDLE_METRIC_INPUT');
    expect(manifoldMetrics({ real, fake: wide.fake }, { k: 4 }).k).to.equal(4);
  });
});

describe('FID', () => {
  it('has N in its name and refuses fewer than 2 x dimensions samples unless allowed, then marked', () => {
    expect(fid(wide)).to.include({ name: 'FID_400', small: false });
    expect(codeOf(() => fid(few))).to.equal('SADDLE_METRIC_TOO_FEW');
    expect(codeOf(() => fid({ real: wide.real, fake: firstRows(wide.fake, 47) }))).to.equal('SADDLE_METRIC_TOO_FEW');
    expect(fid({ real: wide.real, fake: firstRows(wide.fake, 48) }).small).to.equal(false);
    expect(fid(few, { allowSmall: true })).to.include({ name: 'FID_20', small: true });
  });

  it('falls as 1/N, which FID-infinity takes out', () => {
    // Two samples of one law: the true distance is 0, and all of FID is bias.
    const real = features(6000, 16, 101);
    const fake = features(2000, 16, 102);
    const biased = fid({ real, fake }).value;
    const extrapolated = fidInfinity({ real, fake });
    expect(extrapolated.points).to.have.length(15);
    expect(extrapolated.points[0]!.samples).to.equal(200);
    expect(extrapolated.points.at(-1)!.fid).to.be.closeTo(biased, 1e-9);
    expect(extrapolated.slope).to.be.greaterThan(0);
    expect(extrapolated.r2).to.be.within(0.97, 1);
    expect(Math.abs(extrapolated.value)).to.be.lessThan(biased / 2);
    expect(fidInfinity({ real, fake })).to.deep.equal(extrapolated);
    expect(codeOf(() => fidInfinity({ real, fake: firstRows(fake, 40) }))).to.equal('SADDLE_METRIC_TOO_FEW');
  });

  it('refuses features that are not finite or of two widths', () => {
    const broken = { ...wide.real, data: wide.real.data.map((value, i) => (i === 30 ? NaN : value)) };
    expect(() => fid({ real: broken, fake: wide.fake })).to.throw('received NaN in row 1, column 6');
    expect(codeOf(() => fid({ real: oneMode.real, fake: wide.fake }))).to.equal('SADDLE_METRIC_INPUT');
    expect(codeOf(() => new StreamedMoments(24).add(oneMode.real))).to.equal('SADDLE_METRIC_INPUT');
    expect(codeOf(() => new StreamedMoments(24).result())).to.equal('SADDLE_METRIC_INPUT');
  });
});

/** U^T U. */
function gram({ rows, columns, data }: Matrix): Float64Array {
  return Float64Array.from({ length: columns * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let k = 0; k < rows; k++) sum += data[k * columns + i]! * data[k * columns + j]!;
    return sum;
  });
}

describe('a pivoted Cholesky factor', () => {
  it('gives a semidefinite matrix back, with its rank', () => {
    for (const [size, rank] of [
      [7, 3],
      [150, 100],
    ] as const) {
      const basis = features(rank, size, 5);
      const data = gram(basis);
      const factor = pivotedCholesky({ rows: size, columns: size, data });
      expect(factor.rows).to.equal(rank);
      gram(factor).forEach((value, i) => expect(value).to.be.closeTo(data[i]!, 1e-12));
    }
    expect(pivotedCholesky({ rows: 2, columns: 2, data: new Float64Array(4) }).rows).to.equal(0);
  });
});

describe('KID', () => {
  it('has subsets that repeat by seed and centre on the full estimate', () => {
    const one = kid(wide, { subsets: 20, subsetSize: 150 });
    expect(one).to.deep.equal(kid(wide, { subsets: 20, subsetSize: 150 }));
    expect(one.subsets).to.include({ count: 20, size: 150 });
    const { mean, deviation } = one.subsets!;
    expect(mean).to.be.closeTo(one.value, (4 * deviation) / Math.sqrt(20));
    expect(deviation).to.be.greaterThan(0);
    const whole = kid({ real: wide.real, fake: firstRows(wide.fake, 400) }, { subsets: 1, subsetSize: 400 });
    expect(whole.subsets!.mean).to.be.closeTo(whole.value, 1e-12);
    expect(codeOf(() => kid(wide, { subsetSize: 401 }))).to.equal('SADDLE_METRIC_INPUT');
  });
});

describe('the Inception-score form', () => {
  const rows = (...values: number[][]): Matrix => ({
    rows: values.length,
    columns: values[0]!.length,
    data: Float64Array.from(values.flat()),
  });

  it('is the number of classes for sure and balanced predictions, 1 for equal ones', () => {
    expect(inceptionScore(rows([1, 0, 0], [0, 1, 0], [0, 0, 1])).value).to.be.closeTo(3, 1e-12);
    expect(inceptionScore(rows([0.2, 0.8], [0.2, 0.8])).value).to.be.closeTo(1, 1e-12);
    const split = inceptionScore(rows([1, 0], [0, 1], [1, 0], [1, 0]), { splits: 2 });
    expect(split.value).to.be.closeTo(1.5, 1e-12);
    expect(split.deviation).to.be.closeTo(0.5, 1e-12);
  });

  it('refuses logits', () => {
    expect(codeOf(() => inceptionScore(rows([2, -1])))).to.equal('SADDLE_METRIC_INPUT');
  });
});

describe('mixtures', () => {
  const centres: Matrix = { rows: 4, columns: 2, data: Float64Array.of(0, 0, 10, 0, 0, 10, 10, 10) };

  it('count modes with a sample within 3 sigma, the share of such samples, and the reverse KL', () => {
    const fake: Matrix = { rows: 4, columns: 2, data: Float64Array.of(0.1, 0, 0, 0.31, 9.8, 0.2, 0.29, 10) };
    const result = mixtureMetrics({ centres, fake }, { sigma: 0.1 });
    expect(result).to.include({ modes: 4, modesCovered: 3, highQualityShare: 0.75 });
    expect([...result.histogram]).to.deep.equal([2, 1, 1, 0]);
    // .5 ln(.5 / .25) + 2 x .25 ln(.25 / .25)
    expect(result.reverseKl).to.be.closeTo(0.5 * Math.log(2), 1e-12);
  });

  it('have a reverse KL of ln(modes) when stuck on one and 0 when in proportion', () => {
    expect(reverseKl([0, 12, 0, 0])).to.be.closeTo(Math.log(4), 1e-12);
    expect(reverseKl([5, 5, 5, 5])).to.equal(0);
    expect(reverseKl([1, 3], [10, 30])).to.be.closeTo(0, 1e-12);
  });
});

describe('the sliced Wasserstein distance', () => {
  it('of a shift is its length over the square root of the dimensions, on average', () => {
    const fake = mapRows(wide.real, (row) => row.map((value, i) => (i === 0 ? value + 3 : value)));
    // Each projection moves by 3 u_1 and E u_1^2 = 1/24; 2,000 directions leave about 3 %.
    const { value } = slicedWasserstein({ real: wide.real, fake }, { projections: 2000 });
    expect(value).to.be.closeTo(3 / Math.sqrt(24), 0.06 * (3 / Math.sqrt(24)));
    expect(slicedWasserstein({ real: fake, fake }).value).to.equal(0);
  });

  it('has unit directions from the seed alone', () => {
    const one = randomDirections({ count: 3, dimensions: 5, seed: 4 });
    expect(one).to.deep.equal(randomDirections({ count: 3, dimensions: 5, seed: 4 }));
    expect(one).not.to.deep.equal(randomDirections({ count: 3, dimensions: 5, seed: 5 }));
    expect(Math.hypot(...one.data.subarray(5, 10))).to.be.closeTo(1, 1e-15);
  });
});

describe('tables', () => {
  it('standardise a marginal by the real column, unless that is constant', () => {
    const real: Matrix = { rows: 2, columns: 2, data: Float64Array.of(0, 7, 4, 7) };
    const fake: Matrix = { rows: 2, columns: 2, data: Float64Array.of(1, 7, 5, 8) };
    const [first, second] = marginalDistances({ real, fake });
    expect(first).to.deep.equal({ column: 0, wasserstein: 1, standardized: 0.5, kolmogorovSmirnov: 0.5 });
    expect(second).to.deep.equal({ column: 1, wasserstein: 0.5, standardized: undefined, kolmogorovSmirnov: 0.5 });
    expect(correlationDifference({ real, fake })).to.deep.equal({ mean: 0, largest: 0, pairs: 0 });
  });

  it('have the total variation of categories', () => {
    expect(totalVariation({ real: ['a', 'a', 'b', 'b'], fake: ['a', 'c'] })).to.equal(0.5);
  });
});

describe('nearest training neighbours', () => {
  it('are found in order with exact distances, copies at 0', () => {
    const references = wide.fake;
    const queries = mapRows(firstRows(references, 3), (row, i) => (i === 2 ? row.map((value) => value + 0.01) : row));
    const { indices, distances } = nearestNeighbours({ queries, references }, { k: 2 });
    expect([indices[0], indices[2], indices[4]]).to.deep.equal([0, 1, 2]);
    expect(distances[0]).to.equal(0);
    expect(distances[4]).to.be.closeTo(0.01 * Math.sqrt(24), 1e-12);
    expect(distances[1]).to.be.greaterThan(distances[0]!);
    // Brute force.
    const all = Array.from({ length: references.rows }, (_, j) =>
      Math.hypot(...Array.from({ length: 24 }, (__, k) => queries.data[k]! - references.data[j * 24 + k]!)),
    );
    expect(distances[1]).to.be.closeTo([...all].sort((a, b) => a - b)[1]!, 1e-12);
    expect(all[indices[1]!]).to.be.closeTo(distances[1]!, 1e-12);
  });
});

describe('MS-SSIM diversity', () => {
  it('is 1 for a collapsed generator and lower for a diverse one', () => {
    const diverse = pictures(6, 32, 1, 3);
    const one = diverse.data.slice(0, 1024);
    const data = Float64Array.from({ length: 6 * 1024 }, (_, i) => one[i % 1024]!);
    expect(msSsimDiversity({ ...diverse, data }, { pairs: 10 }).value).to.be.closeTo(1, 1e-12);
    expect(msSsimDiversity(diverse, { pairs: 30 }).value).to.be.lessThan(0.6);
    expect(codeOf(() => msSsimDiversity(pictures(2, 8, 1, 3)))).to.equal('SADDLE_METRIC_INPUT');
  });
});
