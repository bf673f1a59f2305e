import type { PluginKind } from '@saddle/core';
import type { Check } from '../check.js';
import { commonChecks } from './common.js';
import { architectureChecks } from './architecture.js';
import { augmentationChecks } from './augmentation.js';
import { datasetChecks } from './dataset.js';
import { latentChecks } from './latent.js';
import { lossChecks } from './loss.js';
import { metricChecks } from './metric.js';
import { optimizerChecks } from './optimizer.js';
import { procedureChecks } from './procedure.js';
import { regularizerChecks } from './regularizer.js';
import { samplerChecks } from './sampler.js';
import { scheduleChecks } from './schedule.js';

const byKind: { readonly [K in PluginKind]?: readonly Check<K>[] } = {
  loss: lossChecks,
  regularizer: regularizerChecks,
  architecture: architectureChecks,
  latent: latentChecks,
  dataset: datasetChecks,
  augmentation: augmentationChecks,
  optimizer: optimizerChecks,
  schedule: scheduleChecks,
  procedure: procedureChecks,
  sampler: samplerChecks,
  metric: metricChecks,
};

/** Everything that must hold of a plugin of a kind. Kinds that the kit does not know have the common checks. */
export const checksFor = <K extends PluginKind>(kind: K): readonly Check<K>[] => [
  ...(commonChecks as unknown as readonly Check<K>[]),
  ...((byKind[kind] ?? []) as readonly Check<K>[]),
];
