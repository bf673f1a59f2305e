import { RunDirectory, restoreSnapshot, SaddleError, silentLogger, type PluginRegistry } from '@saddle/core';
import { composeExperiment, type Experiment } from '../compose/experiment.js';
import type { ResolvedConfig } from '@saddle/config';
import { loadRunConfig } from './load.js';
import { startRuntime, type StartedRuntime } from './runtime.js';

export interface OpenedRun {
  readonly run: RunDirectory;
  readonly config: ResolvedConfig;
  readonly experiment: Experiment;
  readonly registry: PluginRegistry;
  readonly started: StartedRuntime;
  /** Iterations that the restored weights were trained for. */
  readonly iteration: number;
}

/**
 * A run with the weights of a checkpoint, for sampling, measuring or export.
 *
 * @param checkpoint iterations done, or the newest intact one
 */
export async function openRun(path: string, checkpoint: number | 'newest'): Promise<OpenedRun> {
  const run = RunDirectory.open(path);
  const warn = (error: SaddleError) => process.stderr.write(`Passed over: ${error.message}\n`);
  const stored = run.checkpoints.list();
  if (checkpoint !== 'newest' && !stored.includes(checkpoint)) {
    throw new SaddleError('SADDLE_USAGE', {
      problem: `The run ${run.path} has no checkpoint of iteration ${checkpoint}; it has ${stored.join(', ') || 'none'}.`,
    });
  }
  const snapshot = checkpoint === 'newest' ? run.checkpoints.readNewest(warn) : run.checkpoints.read(checkpoint);
  if (!snapshot) {
    throw new SaddleError('SADDLE_RUN_NOT_FOUND', { problem: `The run ${run.path} has no checkpoint yet.` });
  }
  const { config, registry } = await loadRunConfig(run);
  const started = await startRuntime(config, silentLogger);
  const experiment = await composeExperiment(config, registry, silentLogger);
  restoreSnapshot(experiment.state, snapshot);
  return { run, config, registry, experiment, started, iteration: snapshot.iteration };
}
