import type { Architecture } from '../contracts/architecture.js';
import type { Augmentation } from '../contracts/augmentation.js';
import type { DatasetInfo } from '../contracts/dataset.js';
import type { Latent } from '../contracts/latent.js';
import type { Loss } from '../contracts/loss.js';
import { token } from '../plugin/token.js';
import type { HostRandom } from '../random/host.js';
import type { State } from '../state/state.js';
import type { ActiveRegularizer } from '../training/terms.js';
import type { AveragedNetworks } from '../training/ema.js';
import type { NetworkFactory } from '../training/network-factory.js';
import type { Optimizers } from '../training/player.js';
import type { Logger } from './logger.js';

/** Facts about the run that many plugins need. */
export interface RunFacts {
  /** Examples in a batch. */
  readonly batch: number;
  /** Iterations of the whole budget. */
  readonly iterations: number;
  /** The folder that relative paths in the config start from: the config file's. */
  readonly baseDirectory: string;
}

/** The services that plugins may ask for in `inject`. State and random numbers come scoped to the plugin's place in the config. */
export const tokens = {
  logger: token<Logger>('logger'),
  /** Random numbers on the host, outside steps. In a step use the stream the context carries. */
  random: token<HostRandom>('random'),
  /** Where a plugin registers what persists between steps. */
  state: token<State>('state'),
  run: token<RunFacts>('run'),
  /** The shape, classes and size of the data. */
  data: token<DatasetInfo>('data'),
  /** Number of classes the networks are conditioned on; 0 when unconditional. */
  classes: token<number>('classes'),
  // What procedures are made of
  latent: token<Latent>('latent'),
  architecture: token<Architecture>('architecture'),
  loss: token<Loss>('loss'),
  regularizers: token<readonly ActiveRegularizer[]>('regularizers'),
  augmentations: token<readonly Augmentation[]>('augmentations'),
  networks: token<NetworkFactory>('networks'),
  optimizers: token<Optimizers>('optimizers'),
  averages: token<AveragedNetworks>('averages'),
};
