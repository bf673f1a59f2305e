import { midranks } from './ranks.js';
import { requireCount } from './summary.js';

export interface MannWhitney {
  readonly test: 'exact Mann-Whitney';
  /** Pairs with x above y, ties counting one half. */
  readonly u: number;
  /** Two-sided: twice the smaller tail, at most 1. */
  readonly p: number;
}

/** Beyond this the exact distribution takes seconds, and nobody trains that many seeds. */
const most = 200;

/**
 * The exact Mann-Whitney test: the distribution of x's rank sum over all ways to deal the pooled midranks, ties and
 * infinite values (failed runs) included. Equals SciPy's `mannwhitneyu(method='exact')` without ties and its
 * `permutation_test` of the rank sum with them. Up to 200 values in all.
 */
export function mannWhitney(x: readonly number[], y: readonly number[]): MannWhitney {
  requireCount(x, 1, 'Mann-Whitney');
  requireCount(y, 1, 'Mann-Whitney');
  const ranks = midranks([...x, ...y]);
  if (ranks.length > most) throw new RangeError(`Expected at most ${most} values, received ${ranks.length}.`);
  // Doubled midranks are whole numbers, so sums compare exactly.
  const doubled = ranks.map((rank) => Math.round(2 * rank));
  const observed = doubled.slice(0, x.length).reduce((sum, rank) => sum + rank, 0);
  const counts = rankSumCounts(doubled, x.length);
  let [all, atMost, atLeast] = [0, 0, 0];
  counts.forEach((count, sum) => {
    all += count;
    if (sum <= observed) atMost += count;
    if (sum >= observed) atLeast += count;
  });
  return {
    test: 'exact Mann-Whitney',
    u: observed / 2 - (x.length * (x.length + 1)) / 2,
    p: Math.min(1, (2 * Math.min(atMost, atLeast)) / all),
  };
}

/** How many of the subsets of `size` ranks have each sum. */
export function rankSumCounts(ranks: readonly number[], size: number): Float64Array {
  const largest = [...ranks].sort((a, b) => b - a).slice(0, size);
  const top = largest.reduce((sum, rank) => sum + rank, 0);
  const counts = Array.from({ length: size + 1 }, () => new Float64Array(top + 1));
  counts[0]![0] = 1;
  ranks.forEach((rank, used) => {
    for (let taken = Math.min(size, used + 1); taken >= 1; taken--) {
      const [from, to] = [counts[taken - 1]!, counts[taken]!];
      for (let sum = rank; sum <= top; sum++) to[sum]! += from[sum - rank]!;
    }
  });
  return counts[size]!;
}

/**
 * The probability that a run of x beats a run of y: pairs won / (Kx Ky), ties one half
 * (Agarwal et al. 2021, arXiv:2108.13264).
 */
export function probabilityOfImprovement(
  x: readonly number[],
  y: readonly number[],
  direction: 'lower' | 'higher',
): number {
  requireCount(x, 1, 'A probability of improvement');
  requireCount(y, 1, 'A probability of improvement');
  let wins = 0;
  for (const a of x) for (const b of y) wins += a === b ? 0.5 : a < b === (direction === 'lower') ? 1 : 0;
  return wins / (x.length * y.length);
}
