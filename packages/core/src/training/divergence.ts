import { SaddleError } from '../errors/index.js';
import type { PlannedStep, Reports } from './call.js';

export interface DivergencePolicy {
  /** 'stop' ends the run; 'rollback' goes back to the newest checkpoint with other random numbers and a lower rate. */
  readonly action: 'stop' | 'rollback';
  /** Largest |loss| and |score| taken as sound. */
  readonly limit: number;
  /** Rollbacks before the run is given up. */
  readonly retries: number;
  /** Factor on all learning rates at each rollback. */
  readonly rateFactor: number;
}

const isLimited = (name: string) => name === 'loss' || name.startsWith('score/');

/** The first report that is NaN, infinite or beyond the limit, as an error that names step, iteration and term. */
export function findDivergence(
  steps: readonly PlannedStep[],
  reports: Reports,
  limit: number,
): SaddleError | undefined {
  for (const [i, { call, iteration }] of steps.entries()) {
    for (const [name, value] of Object.entries(reports[i]!)) {
      if (Number.isFinite(value) && !(isLimited(name) && Math.abs(value) > limit)) continue;
      return new SaddleError('SADDLE_TRAIN_DIVERGED', {
        problem: `Training diverged at iteration ${iteration + 1}: '${name}' of the ${call.step} step is ${value}${Number.isFinite(value) ? `, beyond the limit of ${limit}` : ''}.`,
        advice:
          'Lower the learning rates, clip gradients (`optimizers.<player>.clip`), add a regularizer, or set `divergence: { action: rollback }`.',
      });
    }
  }
  return undefined;
}
