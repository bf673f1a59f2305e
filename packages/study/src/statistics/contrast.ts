import type { Interval } from './interval.js';
import { mannWhitney, probabilityOfImprovement, type MannWhitney } from './mann-whitney.js';
import { countFailed, finishedOnScale, fromScale, rankedOnScale, type MetricScale, type Outcome } from './outcome.js';
import {
  leastCorrelationToPair,
  plannedSeeds,
  smallestMannWhitney,
  smallestSignFlip,
  type Design,
} from './planning.js';
import { hodgesLehmannShift } from './shift.js';
import { signFlip, type SignFlip } from './sign-flip.js';
import { equivalenceTest, pairedDifferences, pairedTest, welchTest, type Equivalence } from './student-tests.js';
import { correlation, mean, variance } from './summary.js';

export interface ContrastOptions extends MetricScale {
  readonly design?: Design;
  readonly alpha?: number;
  /** delta, the smallest relative difference that matters; default .05. */
  readonly margin?: number;
}

export interface Contrast extends MetricScale {
  readonly design: Design;
  readonly alpha: number;
  readonly relativeMargin: number;
  /** ln(1 + delta) on the log scale; delta x |the baseline's mean| on the linear one. */
  readonly margin: number;
  readonly runs: { readonly variant: number; readonly baseline: number };
  readonly failed: { readonly variant: number; readonly baseline: number };
  /** The test the verdict rests on: a t test, or ranks where runs failed or are too few for one. */
  readonly test: 'Welch t' | 'paired t' | 'exact Mann-Whitney';
  /** Variant minus baseline on the scale of analysis; Hodges and Lehmann's shift where the test is by ranks. */
  readonly difference: number;
  readonly interval: Interval;
  readonly freedom: number | undefined;
  /** Two-sided, unadjusted. */
  readonly p: number;
  readonly smallestP: number;
  /** The difference on the metric's own scale: a ratio variant / baseline on the log scale. */
  readonly effect: number;
  readonly effectInterval: Interval;
  readonly equivalence: Equivalence | undefined;
  /** The exact test of the design beside the t test, with the smallest p it can give. */
  readonly exact: (MannWhitney | SignFlip) & { readonly smallestP: number };
  /** P(a run of the variant beats one of the baseline). */
  readonly probabilityOfImprovement: number;
  readonly seedsNeeded: number | undefined;
}

/** The contrast of a variant with the baseline, failed runs kept as the worst rank. Pairs are runs of one index. */
export function contrast(
  { variant, baseline }: { readonly variant: readonly Outcome[]; readonly baseline: readonly Outcome[] },
  options: ContrastOptions,
): Contrast {
  const { direction, scale, design: asked = 'independent', alpha = 0.05, margin: relativeMargin = 0.05 } = options;
  const ranked = {
    variant: rankedOnScale(variant, { direction, scale }),
    baseline: rankedOnScale(baseline, { direction, scale }),
  };
  const failed = { variant: countFailed(variant), baseline: countFailed(baseline) };
  const byRanks = failed.variant + failed.baseline > 0 || variant.length < 2 || baseline.length < 2;
  // A failed run has no difference to its pair.
  const design = byRanks ? 'independent' : asked;
  const finished = { variant: finishedOnScale(variant, scale), baseline: finishedOnScale(baseline, scale) };
  const margin = scale === 'log' ? Math.log1p(relativeMargin) : relativeMargin * Math.abs(centre(finished.baseline));

  const ranks = mannWhitney(ranked.variant, ranked.baseline);
  const smallestRanks = smallestMannWhitney(variant.length, baseline.length);
  const main = byRanks
    ? { ...ranks, ...hodgesLehmannShift(ranked.variant, ranked.baseline, 1 - alpha), freedom: undefined }
    : (design === 'paired' ? pairedTest : welchTest)(finished.variant, finished.baseline, 1 - alpha);
  const spread = betweenSeeds(design, finished);
  return {
    direction,
    scale,
    design,
    alpha,
    relativeMargin,
    margin,
    runs: { variant: variant.length, baseline: baseline.length },
    failed,
    test: main.test,
    difference: main.difference,
    interval: main.interval,
    freedom: main.freedom,
    p: main.p,
    smallestP: byRanks ? smallestRanks : 0,
    effect: fromScale(main.difference, scale),
    effectInterval: {
      low: fromScale(main.interval.low, scale),
      high: fromScale(main.interval.high, scale),
      level: main.interval.level,
    },
    equivalence: 'standardError' in main && margin > 0 ? equivalenceTest(main, margin, alpha) : undefined,
    exact:
      design === 'paired'
        ? {
            ...signFlip(pairedDifferences(finished.variant, finished.baseline)),
            smallestP: smallestSignFlip(variant.length),
          }
        : { ...ranks, smallestP: smallestRanks },
    probabilityOfImprovement: probabilityOfImprovement(ranked.variant, ranked.baseline, direction),
    seedsNeeded:
      spread === undefined || !(margin > 0) ? undefined : plannedSeeds({ variance: spread, margin, design, alpha }),
  };
}

const centre = (values: readonly number[]) => (values.length > 0 ? mean(values) : NaN);

/** Variance between seeds: of differences for pairs, else the mean of the two arms' (of those with two runs). */
function betweenSeeds(
  design: Design,
  { variant, baseline }: { readonly variant: readonly number[]; readonly baseline: readonly number[] },
): number | undefined {
  if (design === 'paired') return variance(pairedDifferences(variant, baseline));
  const variances = [variant, baseline].filter((values) => values.length >= 2).map(variance);
  return variances.length > 0 ? mean(variances) : undefined;
}

/**
 * Runs are paired by seed only where seeds fix shared initialisation and data order and the pilot runs of the two
 * variants correlate by at least .3 on the scale of analysis.
 */
export function chooseDesign(
  pilot: { readonly variant: readonly Outcome[]; readonly baseline: readonly Outcome[] },
  { scale, seedsAreShared }: { readonly scale: MetricScale['scale']; readonly seedsAreShared: boolean },
): { readonly design: Design; readonly correlation: number | undefined } {
  const [variant, baseline] = [finishedOnScale(pilot.variant, scale), finishedOnScale(pilot.baseline, scale)];
  const complete = variant.length === pilot.variant.length && baseline.length === pilot.baseline.length;
  if (!seedsAreShared || !complete || variant.length !== baseline.length || variant.length < 3) {
    return { design: 'independent', correlation: undefined };
  }
  const r = correlation(variant, baseline);
  return {
    design: r >= leastCorrelationToPair ? 'paired' : 'independent',
    correlation: Number.isNaN(r) ? undefined : r,
  };
}
