import type { LayersModel } from '@tensorflow/tfjs';
import type { HostRandom } from '../random/host.js';
import type { RandomStream } from '../random/stream.js';
import type { ApplyOptions } from '../networks/network.js';
import type { Outputs, TensorMap } from './tensors.js';

/** What one sample is. */
export interface SampleInfo {
  /** Without the batch: `[height, width, channels]`, or `[features]`. */
  readonly shape: readonly number[];
  /**
   * Values of the data lie in [-1, 1] ('symmetric') or are unbounded. What a generator gives at sampling lies there too:
   * it ends in tanh, or is cut outside training.
   */
  readonly range: 'symmetric' | 'unbounded';
}

interface NetworkSpec {
  readonly sample: SampleInfo;
  /** Number of classes the network is conditioned on; 0 when unconditional. */
  readonly classes: number;
  /**
   * For translations: the picture that is translated, a further input called `source` of a generator in place of
   * `latent` (then 0) and, where it judges pairs, of a discriminator.
   */
  readonly source?: SampleInfo;
  /** Random numbers for initial weights, made outside steps, keyed by the network's name. */
  readonly random: RandomStream;
  readonly hostRandom: HostRandom;
}

export interface GeneratorSpec extends NetworkSpec {
  /** Length of the latent vector `[batch, latent]` that the generator takes. */
  readonly latent: number;
}

export interface DiscriminatorSpec extends NetworkSpec {
  /** Names of the outputs beside `scores` that losses and regularizers need, such as `classes` or `features`. */
  readonly outputs: readonly string[];
}

/**
 * A network of several parts, or with an `apply` of its own (style mixing, truncation). The parts' weights together
 * are the network's.
 */
export interface NetworkParts {
  readonly parts: Readonly<Record<string, LayersModel>>;
  /** Numbers that `apply` takes at sampling as further options, by name, such as `truncation`; users may set them. */
  readonly options?: readonly string[];
  /** Beside `samples` a generator may give others, such as an intermediate latent, to terms that look for them. */
  apply(parts: Readonly<Record<string, LayersModel>>, inputs: TensorMap, options: ApplyOptions): Outputs;
}

/**
 * One plain `tf.LayersModel` is the common case. Its inputs are taken by the name of the input layer (`latent`,
 * `samples`, `labels`; a single input needs no name); its first output is `samples` or `scores`, further ones are
 * called as their output layers.
 */
export type NetworkDefinition = LayersModel | NetworkParts;

/** Builds both networks with sizes inferred from data and latent. Throws SADDLE_CONFIG_INCOMPATIBLE for sizes that don't fit. */
export interface Architecture {
  generator(spec: GeneratorSpec): NetworkDefinition;
  discriminator(spec: DiscriminatorSpec): NetworkDefinition;
}
