import { join } from 'node:path';
import { composeExperiment, loadExperimentConfig, startRuntime } from '@saddle/cli';
import { silentLogger } from '@saddle/core';
import { root } from '../support.mjs';

/** The data of a config, to be read in any order. The caller closes. */
export async function openData(file, overrides) {
  const { config, registry } = await loadExperimentConfig(join(root, file), { overrides });
  await startRuntime(config, silentLogger);
  const experiment = await composeExperiment(config, registry, silentLogger);
  const reader = await experiment.openReader();
  experiment.state.dispose();
  return reader;
}
