import type { ResolvedConfig } from '@saddle/config';
import type { Pilot } from '../run/pilot.js';

export interface Estimate {
  readonly seconds: number;
  readonly bytes: number;
}

/** What one run will take, from its variant's pilot. Evaluations are not in it: only the metrics know what they take. */
export function estimateRun(
  pilot: Pilot,
  iterations: number,
  { sampling, checkpoints, logging }: Pick<ResolvedConfig, 'sampling' | 'checkpoints' | 'logging'>,
): Estimate {
  const times = (every: number) => Math.floor(iterations / every) + 1;
  // The animation holds every picture once more.
  const pictures = times(sampling.every) * (sampling.animation ? 2 : 1);
  return {
    seconds: pilot.startSeconds + iterations * pilot.iterationSeconds,
    bytes:
      Math.min(times(checkpoints.every), checkpoints.keep) * pilot.checkpointBytes +
      pictures * pilot.pictureBytes +
      times(logging.every) * pilot.recordBytes,
  };
}
