import { HostRandom } from '@saddle/core';
import { normalInverse, studentInverse } from './distributions.js';
import {
  ascending,
  interquartileMeanOfSorted,
  mean,
  quantileOfSorted,
  requireCount,
  standardDeviation,
} from './summary.js';

/** A two-sided interval with nominal coverage `level`, such as .95. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

export const excludes = ({ low, high }: Interval, value: number): boolean => value < low || value > high;

export const insideOf = ({ low, high }: Interval, margin: number): boolean => low > -margin && high < margin;

/** The half width t(1 - (1 - level)/2, freedom) x standard error around an estimate. */
export function studentAround(estimate: number, standardError: number, freedom: number, level: number): Interval {
  const half = standardError === 0 ? 0 : studentInverse((1 + level) / 2, freedom) * standardError;
  return { low: estimate - half, high: estimate + half, level };
}

/** Student's t interval of the mean; needs at least 2 values. */
export const studentInterval = (values: readonly number[], level = 0.95): Interval =>
  studentAround(mean(values), standardDeviation(values) / Math.sqrt(values.length), values.length - 1, level);

/** Below this many seeds a percentile bootstrap covers clearly less than it says (docs/results/interval-coverage.md). */
export const fewestForBootstrap = 10;

export const bootstrapResamples = 10_000;

export interface BootstrapInterval extends Interval {
  readonly method: 'percentile bootstrap';
  readonly resamples: number;
  readonly seed: number;
  /** True below 10 values: the interval is narrower than it says. */
  readonly approximate: boolean;
}

export interface BootstrapOptions {
  /** The statistic of an ascending resample; default the interquartile mean. */
  readonly statistic?: (sorted: Float64Array) => number;
  readonly level?: number;
  readonly resamples?: number;
  readonly seed?: number;
}

/**
 * Percentile bootstrap interval (Efron 1979): values drawn with replacement, the statistic of each resample, its
 * quantiles. Draws come from Philox4x32-10 keyed by `seed`, so the interval repeats exactly.
 */
export function bootstrapInterval(values: readonly number[], options: BootstrapOptions = {}): BootstrapInterval {
  requireCount(values, 1, 'A bootstrap interval');
  const { statistic = interquartileMeanOfSorted, level = 0.95, resamples = bootstrapResamples, seed = 0 } = options;
  const random = new HostRandom(seed, '/statistics/bootstrap');
  const sorted = ascending(values);
  const resample = new Float64Array(sorted.length);
  const results = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    for (let j = 0; j < resample.length; j++) resample[j] = sorted[random.integer(sorted.length)]!;
    results[i] = statistic(resample.sort());
  }
  results.sort();
  const tail = (1 - level) / 2;
  return {
    low: quantileOfSorted(results, tail),
    high: quantileOfSorted(results, 1 - tail),
    level,
    method: 'percentile bootstrap',
    resamples,
    seed,
    approximate: values.length < fewestForBootstrap,
  };
}

/** Wilson's score interval of a share (Wilson 1927), such as a failure rate; sensible at 0 and at `count`. */
export function wilsonInterval(successes: number, count: number, level = 0.95): Interval {
  if (!(count >= 1 && successes >= 0 && successes <= count)) {
    throw new RangeError(`Expected 0 <= successes <= count and count >= 1, received ${successes} of ${count}.`);
  }
  const z = normalInverse((1 + level) / 2);
  const share = successes / count;
  const centre = (share + z ** 2 / (2 * count)) / (1 + z ** 2 / count);
  const half = (z / (1 + z ** 2 / count)) * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2));
  return {
    low: successes === 0 ? 0 : centre - half,
    high: successes === count ? 1 : centre + half,
    level,
  };
}
