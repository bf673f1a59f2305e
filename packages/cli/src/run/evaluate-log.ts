import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { asWriteError, lock, type RunDirectory, type EvaluationRecord } from '@saddle/core';

/** The records of `saddle evaluate`; those made while training stand in metrics.jsonl. */
export const evaluationsPath = (run: RunDirectory): string => join(run.path, 'evaluations.jsonl');

/**
 * Adds records to a run's evaluations.jsonl. It has a lock of its own, held for this moment, so that a run may be
 * measured while it trains; a line that a crash cut short is removed.
 */
export function appendEvaluations(run: RunDirectory, records: readonly EvaluationRecord[]): void {
  const path = evaluationsPath(run);
  const unlock = lock(`${path}.lock`);
  try {
    const file = openSync(path, existsSync(path) ? 'r+' : 'w+');
    try {
      const { size } = fstatSync(file);
      const whole = size === 0 ? 0 : readFileSync(path).lastIndexOf(0x0a) + 1;
      ftruncateSync(file, whole);
      writeSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''), whole);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw asWriteError(error, path);
  } finally {
    unlock();
  }
}
