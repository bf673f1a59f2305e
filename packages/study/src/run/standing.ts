import { existsSync } from 'node:fs';
import type { RunDirectory, RunInfo } from '@saddle/core';
import type { RunStanding, StudyFailure } from './study-directory.js';

/** How a run stands, as its own directory says; `failure` is what is known of one that did not come to write it. */
export function runStanding(
  run: RunDirectory,
  failure?: StudyFailure,
): { readonly status: RunStanding; readonly failure?: StudyFailure } {
  if (!existsSync(run.infoPath)) return failure ? { status: 'failed', failure } : { status: 'planned' };
  const { status, error } = run.info;
  if (status === 'failed') {
    const told = error ? { code: error.code, message: error.problem } : failure;
    const diverged = error?.code === 'SADDLE_TRAIN_DIVERGED';
    return { status: diverged ? 'diverged' : 'failed', ...(told && { failure: told }) };
  }
  return { status: standings[status] };
}

/** A run that says it is running is one whose process was killed: the study's own ones are known to it. */
const standings = { finished: 'done', interrupted: 'interrupted', running: 'interrupted' } as const satisfies Partial<
  Record<RunInfo['status'], RunStanding>
>;
