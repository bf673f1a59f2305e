import { budgetIterations, type ResolvedConfig } from '@saddle/config';
import type { Runtime } from '@saddle/core';
import type { Experiment } from './experiment.js';

/** Steps below this many multiplications (parameters x batch) are bound by the cost of a call, not by arithmetic. */
const smallStep = 2 ** 24;
const most = 8;

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/**
 * Iterations that run in one call. It must divide every interval, so that whole calls end where something is recorded,
 * sampled or saved, and a resumed run makes the same calls.
 *
 * `auto`: 8 or the largest power of two that divides the intervals, for compiled steps of small networks whose
 * procedure has a fixed schedule; else 1. It never depends on a timing.
 */
export function iterationsPerCall(config: ResolvedConfig, { procedure }: Experiment, { mode }: Runtime): number {
  const wanted = config.runtime.iterationsPerCall;
  const evaluations = config.metrics.flatMap(({ every }) => every ?? []);
  const intervals = [config.logging.every, config.sampling.every, config.checkpoints.every, ...evaluations];
  const common = intervals.reduce(divisor);
  if (!procedure.fixedSchedule || mode === 'off') return 1;
  if (wanted !== 'auto') return divisor(common, wanted);
  const parameters = Object.values(procedure.networks).reduce((sum, network) => sum + network.parameterCount, 0);
  if (parameters * config.data.batch > smallStep || budgetIterations(config) < most) return 1;
  return divisor(common, most);
}
