import type { Architecture } from '../contracts/architecture.js';
import type { Augmentation } from '../contracts/augmentation.js';
import type { Dataset } from '../contracts/dataset.js';
import type { Extractor } from '../contracts/extractor.js';
import type { Hook } from '../contracts/hook.js';
import type { Latent } from '../contracts/latent.js';
import type { Loss } from '../contracts/loss.js';
import type { Metric } from '../contracts/metric.js';
import type { Optimizer } from '../contracts/optimizer.js';
import type { Procedure } from '../contracts/procedure.js';
import type { Regularizer } from '../contracts/regularizer.js';
import type { Sampler } from '../contracts/sampler.js';
import type { Schedule } from '../contracts/schedule.js';

/**
 * The kinds of plugins and what each creates. A package adds a kind of its own by declaration merging:
 * `declare module '@saddle/core' { interface PluginKinds { 'my-kind': MyContract } }`.
 */
export interface PluginKinds {
  loss: Loss;
  regularizer: Regularizer;
  architecture: Architecture;
  latent: Latent;
  dataset: Dataset;
  augmentation: Augmentation;
  optimizer: Optimizer;
  schedule: Schedule;
  procedure: Procedure;
  sampler: Sampler;
  metric: Metric;
  extractor: Extractor;
  hook: Hook;
}

export type PluginKind = keyof PluginKinds;
