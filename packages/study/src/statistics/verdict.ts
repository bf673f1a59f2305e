import { excludes, insideOf, type Interval } from './interval.js';
import type { Direction } from './outcome.js';

export interface VerdictInput {
  readonly direction: Direction;
  /** Variant minus baseline on the scale of analysis: a log ratio, or a plain difference. */
  readonly difference: number;
  /** Its interval of level 1 - alpha. */
  readonly interval: Interval;
  /** Its interval of level 1 - 2 alpha; absent where failed runs leave no equivalence to claim. */
  readonly equivalenceInterval?: Interval | undefined;
  /** p after Holm's adjustment over the contrasts with the baseline. */
  readonly adjustedP: number;
  readonly alpha: number;
  /** The smallest difference that matters, on the scale of analysis: ln(1 + delta) for ratios. */
  readonly margin: number;
  /** The smallest p the test can give with so many runs: 0 for t tests. */
  readonly smallestP: number;
  /** How many contrasts with the baseline Holm's adjustment ran over. */
  readonly comparisons: number;
  /** Seeds per variant to plan for a difference of `margin`. */
  readonly seedsNeeded?: number | undefined;
}

export interface Verdict extends VerdictInput {
  readonly verdict: 'better' | 'worse' | 'equivalent' | 'inconclusive';
  readonly significant: boolean;
  readonly excludesNoEffect: boolean;
  readonly beyondMargin: boolean;
  readonly insideMargin: boolean;
  /** False where even the clearest outcome would have p above alpha / comparisons. */
  readonly reachable: boolean;
}

/**
 * The verdict on a variant against the baseline. Better or worse: Holm's p below alpha, an interval that excludes no
 * effect, and an effect beyond the margin. Equivalent: the 1 - 2 alpha interval lies inside +-margin (two one-sided
 * tests). Otherwise inconclusive, with the seeds needed. What it was decided from is part of the result.
 */
export function judge(input: VerdictInput): Verdict {
  const { direction, difference, interval, equivalenceInterval, adjustedP, alpha, margin } = input;
  const significant = adjustedP < alpha;
  const excludesNoEffect = excludes(interval, 0);
  const beyondMargin = Math.abs(difference) > margin;
  const insideMargin = equivalenceInterval !== undefined && insideOf(equivalenceInterval, margin);
  const improves = difference < 0 === (direction === 'lower');
  const decide = (): Verdict['verdict'] => {
    if (significant && excludesNoEffect && beyondMargin) return improves ? 'better' : 'worse';
    return insideMargin ? 'equivalent' : 'inconclusive';
  };
  return {
    ...input,
    verdict: decide(),
    significant,
    excludesNoEffect,
    beyondMargin,
    insideMargin,
    reachable: input.smallestP <= alpha / input.comparisons,
  };
}
