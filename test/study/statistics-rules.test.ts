import { isSaddleError } from '@saddle/core';
import {
  bootstrapInterval,
  chooseDesign,
  compareToBaseline,
  contrast,
  exploreSecondary,
  hodgesLehmannShift,
  interquartileMean,
  judge,
  mannWhitney,
  performanceProfile,
  plannedSeeds,
  probabilityOfImprovement,
  signFlip,
  smallestMannWhitney,
  smallestSignFlip,
  summarizeVariant,
  welchTest,
  type Outcome,
  type VerdictInput,
} from '@saddle/study';
import { expect } from 'chai';

const fid = { direction: 'lower', scale: 'log' } as const;

describe('statistics of few seeds', () => {
  it('reaches the p values the specification names and no smaller', () => {
    // Closed forms: 2 / 2^K and 2 / C(2K, K).
    expect([3, 5, 6].map(smallestSignFlip)).to.deep.equal([0.25, 0.0625, 0.03125]);
    expect(smallestMannWhitney(3, 3)).to.be.closeTo(0.1, 1e-12);
    expect(smallestMannWhitney(4, 4)).to.be.closeTo(2 / 70, 1e-12);
    for (const runs of [3, 4, 5, 6]) {
      const low = Array.from({ length: runs }, (_, i) => i);
      expect(
        mannWhitney(
          low,
          low.map((i) => 100 + i),
        ).p,
      ).to.be.closeTo(smallestMannWhitney(runs, runs), 1e-12);
      expect(signFlip(low.map((i) => i + 1)).p).to.be.closeTo(smallestSignFlip(runs), 1e-12);
    }
  });

  it('plans 15.7 s^2 / ln^2(1 + delta) seeds', () => {
    const margin = Math.log1p(0.05);
    // 15.6977 = 2 (1.959964 + .841621)^2, SciPy's norm.ppf.
    expect(plannedSeeds({ variance: 0.1 ** 2, margin })).to.equal(Math.ceil((15.69776 * 0.01) / margin ** 2));
    expect(plannedSeeds({ variance: 0.1 ** 2, margin, design: 'paired' })).to.equal(
      Math.ceil((7.84888 * 0.01) / margin ** 2),
    );
    expect(plannedSeeds({ variance: 0, margin })).to.equal(2);
  });

  it('trims floor(K/4) a side: the mean up to 3 seeds', () => {
    expect(interquartileMean([1, 2, 9])).to.equal(4);
    expect(interquartileMean([1, 2, 4, 9])).to.equal(3);
    expect(interquartileMean([9, 1, 2, 4, 100, -50, 3, 5])).to.equal(3.5);
  });

  it('repeats a bootstrap of one seed exactly, and says that few values make it approximate', () => {
    const values = [3, 1, 4, 1.5, 5];
    expect(bootstrapInterval(values, { seed: 7 })).to.deep.equal(bootstrapInterval([...values].reverse(), { seed: 7 }));
    expect(bootstrapInterval(values).approximate).to.equal(true);
    expect(bootstrapInterval([...values, ...values]).approximate).to.equal(false);
  });

  it('treats two constant samples as all or no evidence, not as NaN', () => {
    expect(welchTest([2, 2, 2], [2, 2])).to.include({ p: 1, difference: 0 });
    expect(welchTest([3, 3, 3], [2, 2])).to.include({ p: 0, difference: 1 });
  });

  it('matches a brute force over all sign patterns', () => {
    const differences = [0.3, -0.1, 0.25, 0.4, -0.05, 0.6, 0.15];
    const observed = Math.abs(differences.reduce((a, b) => a + b, 0));
    let count = 0;
    for (let pattern = 0; pattern < 2 ** 7; pattern++) {
      const sum = differences.reduce((total, d, i) => total + (pattern & (1 << i) ? d : -d), 0);
      if (Math.abs(sum) >= observed - 1e-12) count += 1;
    }
    expect(signFlip(differences).p).to.equal(count / 128);
    expect(signFlip(Array.from({ length: 30 }, () => 1)).p).to.equal(2 / 2 ** 30);
  });

  it('refuses samples that are too small, by name', () => {
    expect(() => welchTest([1], [1, 2])).to.throw(RangeError, "Welch's t needs at least 2 values, received 1");
  });
});

describe('failed runs', () => {
  const failing: Outcome[] = [20, 'failed', 21, 19, 'failed'];

  it('stay in as the worst rank, and the summary leads with the IQM and the failure rate', () => {
    const summary = summarizeVariant(failing, fid);
    expect(summary).to.include({ lead: 'iqm', failed: 2, runs: 5, failureRate: 0.4, median: 21 });
    // Trimming 1 of 5 a side leaves one failed run in: the IQM is infinitely bad.
    expect(summary.iqm).to.equal(Infinity);
    expect(summary.mean).to.be.closeTo(Math.cbrt(20 * 21 * 19), 1e-9);
    const one = summarizeVariant([20, 'failed', 21, 19, 22], fid);
    expect(one.iqm).to.be.closeTo(Math.cbrt(20 * 21 * 22), 1e-9);
    const higher = summarizeVariant([0.9, 'failed'], { direction: 'higher', scale: 'linear' });
    expect(higher.iqm).to.equal(-Infinity);
  });

  it('lose every comparison with a finished run and tie with each other', () => {
    expect(probabilityOfImprovement([Infinity, 1], [Infinity, 2], 'lower')).to.equal((0.5 + 1 + 1) / 4);
    const { p } = mannWhitney([Infinity, Infinity, Infinity, Infinity], [1, 2, 3, 4]);
    expect(p).to.be.closeTo(2 / 70, 1e-12);
  });

  it('give a verdict by ranks: all failed against none is worse', () => {
    const [only] = compareToBaseline(
      new Map<string, Outcome[]>([
        ['base', [20, 21, 19, 22, 20]],
        ['bad', ['failed', 'failed', 'failed', 'failed', 'failed']],
      ]),
      'base',
      fid,
    );
    expect(only).to.include({ test: 'exact Mann-Whitney', difference: Infinity, probabilityOfImprovement: 0 });
    expect(only!.verdict.verdict).to.equal('worse');
    expect(only!.p).to.be.closeTo(2 / 252, 1e-12);
    expect(only!.equivalence).to.equal(undefined);
  });

  it('never make a variant equivalent, and are inconclusive where ranks cannot tell', () => {
    const one = contrast({ variant: [20, 'failed', 20], baseline: [20, 20, 20] }, fid);
    expect(one.equivalence).to.equal(undefined);
    const { difference, interval } = hodgesLehmannShift([1, Infinity], [1, Infinity]);
    expect(difference).not.to.satisfy(Number.isNaN);
    expect(interval).to.include({ low: -Infinity, high: Infinity });
  });

  it('count in a performance profile', () => {
    const profile = performanceProfile(failing, [20.5, 1e9], 'lower');
    expect(profile.map(({ share }) => share)).to.deep.equal([0.4, 0.6]);
  });
});

describe('the verdict', () => {
  const input: VerdictInput = {
    direction: 'lower',
    difference: -0.2,
    interval: { low: -0.3, high: -0.1, level: 0.95 },
    equivalenceInterval: { low: -0.28, high: -0.12, level: 0.9 },
    adjustedP: 0.01,
    alpha: 0.05,
    margin: Math.log1p(0.05),
    smallestP: 0,
    comparisons: 2,
    seedsNeeded: 12,
  };

  it('is better or worse by direction, and holds what it was decided from', () => {
    expect(judge(input)).to.deep.equal({
      ...input,
      verdict: 'better',
      significant: true,
      excludesNoEffect: true,
      beyondMargin: true,
      insideMargin: false,
      reachable: true,
    });
    expect(judge({ ...input, direction: 'higher' }).verdict).to.equal('worse');
  });

  it('needs all three: Holm p, an interval without 1, an effect beyond delta', () => {
    expect(judge({ ...input, adjustedP: 0.06 }).verdict).to.equal('inconclusive');
    expect(judge({ ...input, interval: { low: -0.5, high: 0.1, level: 0.95 } }).verdict).to.equal('inconclusive');
    expect(judge({ ...input, difference: -0.04 }).verdict).to.equal('inconclusive');
  });

  it('is equivalent where the 90 % interval lies inside the margin, even if significant', () => {
    const equivalenceInterval = { low: -0.04, high: -0.01, level: 0.9 };
    const small = { ...input, difference: -0.025, interval: { low: -0.045, high: -0.005, level: 0.95 } };
    expect(judge({ ...small, equivalenceInterval }).verdict).to.equal('equivalent');
    expect(judge({ ...small, equivalenceInterval: { ...equivalenceInterval, high: 0.06 } }).verdict).to.equal(
      'inconclusive',
    );
  });

  it('says when significance cannot be reached', () => {
    // Mann-Whitney of 3 against 3 never goes below .1.
    expect(judge({ ...input, smallestP: 0.1, comparisons: 1 }).reachable).to.equal(false);
    expect(judge({ ...input, smallestP: 2 / 70, comparisons: 2 }).reachable).to.equal(false);
    expect(judge({ ...input, smallestP: 2 / 70, comparisons: 1 }).reachable).to.equal(true);
  });
});

describe('comparing with the baseline', () => {
  const outcomes = new Map<string, Outcome[]>([
    ['base', [20, 21, 19.5, 20.5, 20.2]],
    ['clearly better', [10, 10.4, 9.8, 10.1, 10.3]],
    ['same', [20.1, 20.8, 19.7, 20.4, 20.3]],
    ['noisy', [12, 40, 18, 33, 22]],
  ]);

  it('gives a ratio, Holm p over the contrasts and a verdict each', () => {
    const [better, same, noisy] = compareToBaseline(outcomes, 'base', fid);
    expect(better!.verdict.verdict).to.equal('better');
    expect(better!.effect).to.be.closeTo(0.5, 0.01);
    expect(better!.holmP).to.equal(3 * better!.p);
    expect(same!.verdict.verdict).to.equal('equivalent');
    expect(noisy!.verdict.verdict).to.equal('inconclusive');
    expect(noisy!.verdict.seedsNeeded).to.be.greaterThan(100);
    expect(noisy!.margin).to.be.closeTo(Math.log(1.05), 1e-15);
  });

  it('keeps KID linear, its margin a share of the baseline', () => {
    const one = contrast(
      { variant: [-0.01, 0.02, 0.01], baseline: [0.1, 0.2, 0.3] },
      { direction: 'lower', scale: 'linear', margin: 0.1 },
    );
    expect(one.margin).to.be.closeTo(0.02, 1e-12);
    expect(one.effect).to.be.closeTo(0.02 / 3 - 0.2, 1e-12);
  });

  it('refuses a log of what is not positive, and an unknown baseline', () => {
    const thrown = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        return isSaddleError(error) ? error.code : error;
      }
      return 'nothing';
    };
    expect(thrown(() => summarizeVariant([1, -0.1], fid))).to.equal('SADDLE_STUDY_VALUE');
    expect(thrown(() => summarizeVariant([1, NaN], { direction: 'lower', scale: 'linear' }))).to.equal(
      'SADDLE_STUDY_VALUE',
    );
    expect(thrown(() => compareToBaseline(outcomes, 'none', fid))).to.equal('SADDLE_STUDY_BASELINE');
  });

  it('gives no verdict with one seed', () => {
    const [only] = compareToBaseline(
      new Map([
        ['base', [20]],
        ['other', [10]],
      ]),
      'base',
      fid,
    );
    expect(only!.verdict).to.include({ verdict: 'inconclusive', reachable: false });
  });

  it('marks secondary contrasts by their q, without verdicts', () => {
    const [better] = exploreSecondary(outcomes, 'base', fid);
    expect(better).to.include({ notable: true }).and.not.have.property('verdict');
  });

  it('pairs only where seeds are shared and the pilot correlates by .3', () => {
    const variant = [1, 2, 3, 4];
    const scale = 'linear';
    expect(chooseDesign({ variant, baseline: [1.1, 2.3, 2.9, 4.2] }, { scale, seedsAreShared: true }).design).to.equal(
      'paired',
    );
    expect(chooseDesign({ variant, baseline: [1.1, 2.3, 2.9, 4.2] }, { scale, seedsAreShared: false }).design).to.equal(
      'independent',
    );
    expect(chooseDesign({ variant, baseline: [3, 1, 4, 1] }, { scale, seedsAreShared: true }).design).to.equal(
      'independent',
    );
  });
});
