import {
  bootstrapInterval,
  studentInterval,
  wilsonInterval,
  type BootstrapInterval,
  type Interval,
} from './interval.js';
import { countFailed, finishedOnScale, fromScale, rankedOnScale, type MetricScale, type Outcome } from './outcome.js';
import { interquartileMean, mean, median, requireCount, standardDeviation } from './summary.js';

export interface VariantSummary extends MetricScale {
  readonly runs: number;
  readonly failed: number;
  readonly failureRate: number;
  readonly failureInterval: Interval;
  /** What to lead with: failed runs have no mean, so with any the IQM and ranks speak first. */
  readonly lead: 'mean' | 'iqm';
  /** Of finished runs only, on the metric's scale: the geometric mean where the analysis is on logs. */
  readonly mean: number | undefined;
  /** Standard deviation between finished runs on the scale of analysis (of ln(metric) for `log`). */
  readonly deviation: number | undefined;
  /** Student's t interval of the mean, on the metric's scale. */
  readonly meanInterval: Interval | undefined;
  /** Of all runs, failed ones as worst rank; infinite where failed ones reach into it. */
  readonly iqm: number;
  readonly iqmInterval: BootstrapInterval;
  readonly median: number;
  /** Of finished runs. */
  readonly min: number | undefined;
  readonly max: number | undefined;
}

export interface SummaryOptions extends MetricScale {
  readonly level?: number;
  readonly resamples?: number;
  readonly seed?: number;
}

/** One variant's figures over seeds, failed runs included. */
export function summarizeVariant(outcomes: readonly Outcome[], options: SummaryOptions): VariantSummary {
  requireCount({ length: outcomes.length }, 1, 'A summary');
  const { direction, scale, level = 0.95, ...bootstrap } = options;
  const back = (value: number) => fromScale(value, scale);
  const finished = finishedOnScale(outcomes, scale);
  const ranked = rankedOnScale(outcomes, { direction, scale });
  const failed = countFailed(outcomes);
  const iqmInterval = bootstrapInterval(ranked, { level, ...bootstrap });
  const meanInterval = finished.length >= 2 ? studentInterval(finished, level) : undefined;
  const onMetric = <T extends Interval>(interval: T): T => ({
    ...interval,
    low: back(interval.low),
    high: back(interval.high),
  });
  return {
    direction,
    scale,
    runs: outcomes.length,
    failed,
    failureRate: failed / outcomes.length,
    failureInterval: wilsonInterval(failed, outcomes.length, level),
    lead: failed > 0 ? 'iqm' : 'mean',
    mean: finished.length > 0 ? back(mean(finished)) : undefined,
    deviation: finished.length >= 2 ? standardDeviation(finished) : undefined,
    meanInterval: meanInterval && onMetric(meanInterval),
    iqm: back(interquartileMean(ranked)),
    iqmInterval: onMetric(iqmInterval),
    median: back(median(ranked)),
    min: finished.length > 0 ? back(Math.min(...finished)) : undefined,
    max: finished.length > 0 ? back(Math.max(...finished)) : undefined,
  };
}
