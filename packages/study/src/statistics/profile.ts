import { requireCount } from './summary.js';
import type { Direction, Outcome } from './outcome.js';

export interface ProfilePoint {
  readonly threshold: number;
  /** Share of all runs, failed ones included, that are strictly better than the threshold. */
  readonly share: number;
}

/** Performance profile (Agarwal et al. 2021, arXiv:2108.13264): the share of runs better than each threshold. */
export function performanceProfile(
  outcomes: readonly Outcome[],
  thresholds: readonly number[],
  direction: Direction,
): ProfilePoint[] {
  requireCount({ length: outcomes.length }, 1, 'A performance profile');
  const better = (value: number, threshold: number) => (direction === 'lower' ? value < threshold : value > threshold);
  return thresholds.map((threshold) => ({
    threshold,
    share: outcomes.filter((value) => value !== 'failed' && better(value, threshold)).length / outcomes.length,
  }));
}
