import { exitCodes } from '@saddle/core';
import type { ChildEnd } from './child.js';

/**
 * What follows from the end of a run's process. `again`: it may succeed, from its checkpoint. `anew`: from the start,
 * as its directory cannot be read. `busy`: another process still writes it.
 */
export type Consequence = 'done' | 'diverged' | 'hopeless' | 'again' | 'anew' | 'busy' | 'interrupted';

/** Codes whose cause lies in the code or the machine: the same again gives the same. */
const lasting =
  /^SADDLE_(COMPILE_|GRADIENT_|PLUGIN_|STATE_|METRIC_|RUNTIME_REQUIREMENT$|RUNTIME_UNAVAILABLE$|RUNTIME_SETUP$)/;
const unreadable = /^SADDLE_(RUN_CORRUPT|CHECKPOINT_CORRUPT|CHECKPOINT_MISMATCH)$/;

export function consequenceOf({ exit, error }: ChildEnd, stopping: boolean): Consequence {
  if (exit === exitCodes.done) return 'done';
  if (stopping) return 'interrupted';
  if (exit === exitCodes.configuration) return 'hopeless';
  const code = error?.code ?? '';
  if (code === 'SADDLE_TRAIN_DIVERGED') return 'diverged';
  if (code === 'SADDLE_RUN_LOCKED') return 'busy';
  if (unreadable.test(code)) return 'anew';
  return lasting.test(code) ? 'hopeless' : 'again';
}

/** The failure in words, for study.json and the report. */
export const failureOf = ({ exit, signal, error }: ChildEnd): { code?: string; message: string } =>
  error
    ? { code: error.code, message: error.problem }
    : { message: signal ? `The process was ended by ${signal}.` : `The process ended with exit code ${exit}.` };
