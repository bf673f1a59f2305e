import { existsSync } from 'node:fs';
import { SaddleError, type RunDirectory } from '@saddle/core';

/** A new run takes a folder of its own. @throws SADDLE_RUN_EXISTS where there is a run already, or other files */
export function refuseExisting(run: RunDirectory): void {
  if (existsSync(run.infoPath)) {
    throw new SaddleError('SADDLE_RUN_EXISTS', {
      problem: `The run ${run.path} exists already (${run.info.status}, iteration ${run.info.iteration}).`,
      advice: `Continue it with \`saddle resume ${run.path}\`, start it anew with --overwrite, or choose another place with --out.`,
    });
  }
  if (run.isVacant) return;
  throw new SaddleError('SADDLE_RUN_EXISTS', {
    problem: `The folder ${run.path} is not empty and holds no run.`,
    advice: 'Choose another place with --out: a run directory holds one run and nothing else.',
  });
}
