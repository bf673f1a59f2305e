import { resolve } from 'node:path';
import type { ResolvedConfig } from '@saddle/config';
import { assignHost, RunDirectory, SaddleError, type Logger, type Snapshot } from '@saddle/core';
import type { Experiment } from '../compose/experiment.js';

function readCheckpoint(run: RunDirectory, wanted: number | 'newest', logger: Logger): Snapshot {
  if (wanted !== 'newest') return run.checkpoints.read(wanted);
  const snapshot = run.checkpoints.readNewest((error) => logger.warn(`Passed over: ${error.message}`));
  if (snapshot) return snapshot;
  throw new SaddleError('SADDLE_RUN_NOT_FOUND', { problem: `The run ${run.path} has no checkpoint yet.` });
}

/** Gives networks the weights of earlier runs, as `initialize:` says. Averages start from them too. */
export function initializeNetworks(config: ResolvedConfig, { procedure, state }: Experiment, logger: Logger): void {
  for (const [name, { from, checkpoint, network: source = name }] of Object.entries(config.initialize)) {
    const at = config.at(['initialize', name]);
    const network = procedure.networks[name];
    if (!network) {
      throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
        problem: `There is no network '${name}' to initialize; the procedure has ${Object.keys(procedure.networks).join(', ')}.`,
        at,
      });
    }
    const { tensors, iteration } = readCheckpoint(
      RunDirectory.open(resolve(config.baseDirectory, from)),
      checkpoint,
      logger,
    );
    for (const { name: weight, variable } of network.weights) {
      const saved = tensors.get(`${source}${weight.slice(name.length)}`);
      if (!saved || saved.shape.join() !== variable.shape.join()) {
        const received = saved ? `[${saved.shape.join(', ')}]` : 'no such weight';
        throw new SaddleError('SADDLE_CHECKPOINT_MISMATCH', {
          problem: `'${weight}' has shape [${variable.shape.join(', ')}]; '${source}' of ${from} has ${received}.`,
          at,
          advice: 'Both runs need the same architecture options.',
        });
      }
      assignHost(variable, saved);
      const average = state.variables.get(`averages/${weight}`);
      if (average) assignHost(average, saved);
    }
    logger.info(`${name} starts from ${from}, iteration ${iteration}`);
  }
}
