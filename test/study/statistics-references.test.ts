import { readFileSync } from 'node:fs';
import {
  benjaminiHochberg,
  bootstrapInterval,
  correlation,
  equivalenceTest,
  hodgesLehmannShift,
  holm,
  interquartileMean,
  mannWhitney,
  mean,
  median,
  midranks,
  normalInverse,
  pairedDifference,
  pairedDifferences,
  pairedTest,
  performanceProfile,
  probabilityOfImprovement,
  signFlip,
  standardDeviation,
  studentInterval,
  studentInverse,
  welchDifference,
  welchTest,
  wilsonInterval,
  type Interval,
} from '@saddle/study';
import { expect } from 'chai';

type Pair = [number, number];

interface TwoSamples {
  x: number[];
  y: number[];
  margin: number;
  t: number;
  df: number;
  p: number;
  interval: Pair;
  exact: number;
  /** statsmodels: p, p against the lower margin, p against the upper. */
  tost: [number, number, number];
}

interface References {
  quantiles: { p: number; df: number; t: number; z: number }[];
  summaries: { values: number[]; mean: number; sd: number; median: number; iqm: number; t95: Pair; t90: Pair }[];
  two: (TwoSamples & { u: number; improvement: number })[];
  paired: (TwoSamples & { correlation: number })[];
  wilson: { successes: number; count: number; interval: Pair }[];
  multiplicity: { p: number[]; holm: number[]; bh: number[] }[];
  bootstrap: { values: number[]; iqm: number; interval: Pair; error: Pair }[];
  shift: { x: number[]; y: number[]; shift: number; low: number | null; high: number | null }[];
  profile: { values: number[]; thresholds: number[]; above: number[] };
  rankdata: { values: number[]; ranks: number[] };
}

// Written by test/references/study-statistics.py: SciPy 1.17.1, statsmodels 0.15.0, rliable 1.2.0.
const references = JSON.parse(
  readFileSync(new URL('../../references/statistics.json', import.meta.url), 'utf8'),
) as References;

const near = (received: number, expected: number) =>
  expect(received).to.be.closeTo(expected, 1e-9 * Math.max(1, Math.abs(expected)));
/** p values may be tiny, so they are compared relatively. */
const nearP = (received: number, expected: number) => expect(received / expected).to.be.closeTo(1, 1e-9);
const nearInterval = ({ low, high }: Interval, [expectedLow, expectedHigh]: Pair) => {
  near(low, expectedLow);
  near(high, expectedHigh);
};

describe('statistics equal SciPy, statsmodels and rliable', () => {
  it('has the quantiles of scipy.stats.t and norm', () => {
    for (const { p, df, t, z } of references.quantiles) {
      near(studentInverse(p, df), t);
      near(normalInverse(p), z);
    }
  });

  it('summarises samples: mean, sd, median, trim_mean(.25), t intervals', () => {
    for (const { values, ...expected } of references.summaries) {
      near(mean(values), expected.mean);
      near(standardDeviation(values), expected.sd);
      near(median(values), expected.median);
      near(interquartileMean(values), expected.iqm);
      nearInterval(studentInterval(values), expected.t95);
      nearInterval(studentInterval(values, 0.9), expected.t90);
    }
  });

  it("has Welch's t, p, degrees of freedom and interval (ttest_ind)", () => {
    for (const { x, y, t, df, p, interval } of references.two) {
      const test = welchTest(x, y);
      near(test.t, t);
      near(test.freedom, df);
      nearP(test.p, p);
      nearInterval(test.interval, interval);
    }
  });

  it('has the exact Mann-Whitney test, with ties by permutation_test', () => {
    for (const { x, y, u, exact } of references.two) {
      near(mannWhitney(x, y).u, u);
      nearP(mannWhitney(x, y).p, exact);
      nearP(mannWhitney(y, x).p, exact);
    }
  });

  it('has the probability of improvement of rliable, ties one half', () => {
    for (const { x, y, improvement } of references.two) {
      near(probabilityOfImprovement(x, y, 'higher'), improvement);
      near(probabilityOfImprovement(x, y, 'lower'), 1 - improvement);
    }
  });

  it('has the paired t (ttest_rel), sign-flip (permutation_test) and correlation', () => {
    for (const { x, y, t, df, p, interval, exact, correlation: r } of references.paired) {
      const test = pairedTest(x, y);
      near(test.t, t);
      expect(test.freedom).to.equal(df);
      nearP(test.p, p);
      nearInterval(test.interval, interval);
      nearP(signFlip(pairedDifferences(x, y)).p, exact);
      near(correlation(x, y), r);
    }
  });

  it('has the two one-sided tests of statsmodels, independent and paired', () => {
    const check = (of: ReturnType<typeof welchDifference>, { margin, tost }: TwoSamples) => {
      const { p, pLower, pUpper } = equivalenceTest(of, margin);
      nearP(p, tost[0]);
      nearP(pLower, tost[1]);
      nearP(pUpper, tost[2]);
    };
    for (const one of references.two) check(welchDifference(one.x, one.y), one);
    for (const one of references.paired) check(pairedDifference(one.x, one.y), one);
  });

  it("has Wilson's interval (proportion_confint)", () => {
    for (const { successes, count, interval } of references.wilson) {
      nearInterval(wilsonInterval(successes, count), interval);
    }
  });

  it("has Holm's (multipletests) and Benjamini-Hochberg's (false_discovery_control) p", () => {
    for (const { p, holm: stepDown, bh } of references.multiplicity) {
      holm(p).forEach((value, i) => nearP(value, stepDown[i]!));
      benjaminiHochberg(p).forEach((value, i) => nearP(value, bh[i]!));
    }
  });

  it("has rliable's bootstrap interval within Monte-Carlo error", () => {
    for (const { values, iqm, interval, error } of references.bootstrap) {
      near(interquartileMean(values), iqm);
      const { low, high, resamples } = bootstrapInterval(values);
      expect(resamples).to.equal(10_000);
      // One run against the mean of 8 of rliable's: 4 standard errors; floors for ends that never varied there.
      expect(low).to.be.closeTo(interval[0], 4.3 * error[0] + 1e-9);
      expect(high).to.be.closeTo(interval[1], 4.3 * error[1] + 1e-9);
    }
  });

  it('has the shifts that mannwhitneyu does not reject as interval of the shift', () => {
    for (const { x, y, shift, low, high } of references.shift) {
      const { difference, interval } = hodgesLehmannShift(x, y);
      near(difference, shift);
      if (low === null) expect(interval.low).to.equal(-Infinity);
      else near(interval.low, low);
      if (high === null) expect(interval.high).to.equal(Infinity);
      else near(interval.high, high);
    }
  });

  it("has rliable's performance profile and scipy's midranks", () => {
    const { values, thresholds, above } = references.profile;
    performanceProfile(values, thresholds, 'higher').forEach(({ share }, i) => near(share, above[i]!));
    expect(midranks(references.rankdata.values)).to.deep.equal(references.rankdata.ranks);
  });
});
