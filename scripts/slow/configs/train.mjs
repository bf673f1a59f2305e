import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadExperimentConfig } from '@saddle/cli';
import { configHash } from '@saddle/config';
import { RunDirectory } from '@saddle/core';
import { root, saddle } from '../support.mjs';

/**
 * A finished run of a config, below runs/slow. One that is there already is kept, and one that was interrupted is
 * resumed: records of hours can be made in pieces.
 */
export async function trained(file, name, set) {
  const run = new RunDirectory(join(root, 'runs/slow', name));
  if (!(await isOf(run, file, set)))
    saddle('run', file, '--out', run.path, '--overwrite', ...set.flatMap((each) => ['--set', each]));
  else if (run.info.status !== 'finished') saddle('resume', run.path);
  return run;
}

/** Whether the run is there and is of this config; which runtime it has settled for is its own. */
async function isOf(run, file, set) {
  if (!existsSync(run.infoPath)) return false;
  const { config } = await loadExperimentConfig(join(root, file), { overrides: set });
  const { runtime } = (await loadRun(run, [])).config;
  return configHash({ ...config, runtime }) === run.info.configHash;
}

/** The config of a run, with changes. */
export const loadRun = (run, overrides) =>
  loadExperimentConfig(run.configPath, { overrides, baseDirectory: resolve(run.path, run.info.baseDirectory) });
