import { SaddleError } from '@saddle/core';

/** Whether a small or a large value of the metric is good. */
export type Direction = 'lower' | 'higher';

/**
 * The scale a metric is analysed on: `log` for positive metrics such as FID, so that effects are ratios; `linear` for
 * those that may be negative, such as KID.
 */
export type Scale = 'log' | 'linear';

/** One seed's figure, or that its run failed or diverged. Failed runs are kept as the worst rank, never dropped. */
export type Outcome = number | 'failed';

export interface MetricScale {
  readonly direction: Direction;
  readonly scale: Scale;
}

/** A finished run's figure on the scale of analysis. Throws SADDLE_STUDY_VALUE where it has none. */
export function toScale(value: number, scale: Scale): number {
  const valid = Number.isFinite(value) && (scale === 'linear' || value > 0);
  if (!valid) {
    throw new SaddleError('SADDLE_STUDY_VALUE', {
      problem: `Expected a ${scale === 'log' ? 'positive finite' : 'finite'} figure to analyse on the ${scale} scale, received ${value}.`,
      advice: "Mark a diverged run as 'failed', and analyse metrics that may be zero or negative with scale 'linear'.",
    });
  }
  return scale === 'log' ? Math.log(value) : value;
}

/** From the scale of analysis back to the metric's own; differences on the log scale become ratios. */
export const fromScale = (value: number, scale: Scale): number => (scale === 'log' ? Math.exp(value) : value);

/** The finished runs on the scale of analysis. */
export const finishedOnScale = (outcomes: readonly Outcome[], scale: Scale): number[] =>
  outcomes.filter((outcome) => outcome !== 'failed').map((outcome) => toScale(outcome, scale));

/** All runs on the scale of analysis, a failed one as infinitely bad: worst rank, tied with other failed ones. */
export const rankedOnScale = (outcomes: readonly Outcome[], { direction, scale }: MetricScale): number[] => {
  const worst = direction === 'lower' ? Infinity : -Infinity;
  return outcomes.map((outcome) => (outcome === 'failed' ? worst : toScale(outcome, scale)));
};

export const countFailed = (outcomes: readonly Outcome[]): number =>
  outcomes.filter((outcome) => outcome === 'failed').length;
