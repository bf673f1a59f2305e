import { basename, extname } from 'node:path';
import { budgetIterations } from '@saddle/config';
import { isSaddleError, silentLogger } from '@saddle/core';
import { installSecondOrderGradients } from '@saddle/nn';
import { loadBackend } from '@saddle/runtime';
import { composeExperiment, type Experiment } from '../compose/experiment.js';
import { loadExperimentConfig } from '../run/load.js';
import type { Inspection } from './inspection.js';
import { estimateMemory } from './memory.js';
import { describeNetwork } from './networks.js';
import { describeSteps } from './steps.js';
import { wiresOf } from './wires.js';

/** Steps are run once to see what is in them; a few examples are enough for that. */
const fewExamples = 8;

/** @throws SADDLE_CONFIG_INVALID, SADDLE_CONFIG_INCOMPATIBLE and what else composing an experiment throws */
export async function inspectConfig(file: string, overrides: readonly string[]): Promise<Inspection> {
  const { config, registry } = await loadExperimentConfig(file, { overrides });
  await loadBackend();
  installSecondOrderGradients();
  const compose = async (batch: number): Promise<Experiment> => {
    const small = await loadExperimentConfig(file, { overrides: [...overrides, `data.batch=${batch}`] });
    return composeExperiment(small.config, small.registry, silentLogger);
  };
  let experiment: Experiment;
  try {
    experiment = await compose(Math.min(fewExamples, config.data.batch));
  } catch (error) {
    // A plugin such as packing may need a batch of a certain size.
    if (!isSaddleError(error) || error.code !== 'SADDLE_CONFIG_INCOMPATIBLE') throw error;
    experiment = await compose(config.data.batch);
  }
  const networks = Object.values(experiment.procedure.networks).map(describeNetwork);
  const { data } = experiment;
  const inspection: Inspection = {
    name: config.name ?? basename(file, extname(file)),
    data: { shape: data.sample.shape, examples: data.length, classes: data.classes.length },
    batch: config.data.batch,
    iterations: budgetIterations(config),
    wiring: wiresOf(config, registry),
    networks,
    memory: estimateMemory(experiment, networks, config.data.batch),
    steps: describeSteps(experiment, config),
  };
  experiment.state.dispose();
  return inspection;
}
