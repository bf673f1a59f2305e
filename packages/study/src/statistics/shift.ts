import type { Interval } from './interval.js';
import { rankSumCounts } from './mann-whitney.js';
import { ascending, quantileOfSorted, requireCount } from './summary.js';

export interface Shift {
  readonly difference: number;
  readonly interval: Interval;
}

/**
 * Hodges and Lehmann's (1963) shift of x against y, the median of all pairwise differences, and the interval that
 * inverts the exact Mann-Whitney test (no-ties distribution, so conservative under ties). Only ranks count, so it is
 * still right with failed runs as infinite values: an end may then be infinite, and it is the whole line where too
 * few values reach the level. Two failed runs differ by 0.
 */
export function hodgesLehmannShift(x: readonly number[], y: readonly number[], level = 0.95): Shift {
  requireCount(x, 1, 'A shift');
  requireCount(y, 1, 'A shift');
  const differences = ascending(x.flatMap((a) => y.map((b) => (a === b ? 0 : a - b))));
  const beyond = pairsBeyond(x.length, y.length, (1 - level) / 2);
  return {
    difference: quantileOfSorted(differences, 0.5),
    interval: {
      low: beyond === 0 ? -Infinity : differences[beyond - 1]!,
      high: beyond === 0 ? Infinity : differences[differences.length - beyond]!,
      level,
    },
  };
}

/** The largest k with P(U < k) <= tail, when all values differ. */
function pairsBeyond(countX: number, countY: number, tail: number): number {
  const ranks = Array.from({ length: countX + countY }, (_, i) => i + 1);
  const counts = rankSumCounts(ranks, countX);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const smallest = (countX * (countX + 1)) / 2;
  let below = 0;
  for (let k = 0; ; k++) {
    below += counts[smallest + k]!;
    if (below / total > tail) return k;
  }
}
