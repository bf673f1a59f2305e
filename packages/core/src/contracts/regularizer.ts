import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import type { RandomStream } from '../random/stream.js';
import type { LatentBatch } from './latent.js';
import type { ApplyOptions } from '../networks/network.js';
import type { Outputs, TensorMap } from './tensors.js';

/** The two sides of the game. */
export type PlayerName = 'generator' | 'discriminator';

/** A network seen as a differentiable function inside a step. */
export interface NetworkFunction {
  (inputs: Tensor | TensorMap, options?: Partial<ApplyOptions>): Outputs;
}

/** What a penalty may be computed from. Fields are computed when first read. */
export interface PenaltyContext {
  readonly player: PlayerName;
  /** Real and generated samples, `[batch, …sample shape]`, before augmentation. */
  readonly real: Tensor;
  readonly fake: Tensor;
  /** The latent batch `fake` was made from. */
  readonly latent: LatentBatch;
  /** The data batch's fields: `samples`, `labels`, … */
  readonly batch: TensorMap;
  /** Class labels, int32 `[batch]`, of the real and the generated samples; undefined where there are none. */
  readonly labels: { readonly real: Tensor | undefined; readonly fake: Tensor | undefined };
  /** The discriminator's outputs on this step's real and generated samples, as the loss sees them. */
  readonly outputs: { readonly real: Outputs; readonly fake: Outputs };
  /** Latents (or a latent batch's fields) to outputs; `samples` is the sample. */
  readonly generator: NetworkFunction;
  /** Samples to outputs, without augmentation; `scores` are the logits. Labels go in as `{ samples, labels }`. */
  readonly discriminator: NetworkFunction;
  /** What augmentation (and packing) makes of samples before the discriminator sees them; gradients pass through. */
  augment(samples: Tensor): Tensor;
  /** The player's trainable variables, for penalties on weights. */
  readonly weights: readonly Tensor[];
  readonly random: RandomStream;
}

/**
 * A term added to a player's loss: weight x penalty, where `player`, `weight` and `every` come from the config. With
 * `every: n` the term is part of every n-th step only, multiplied by n.
 */
export interface Regularizer {
  /** The players this makes sense for; a config that names another is refused. The first is the default. */
  readonly players: readonly PlayerName[];
  penalty?(context: PenaltyContext): Scalar;
  /** After the player's update, inside the step: for constraints such as weight clipping. Assigns to variables. */
  constrain?(context: { readonly player: PlayerName; readonly variables: readonly Variable[] }): void;
  /** The discriminator outputs it needs beside `scores`, such as `classes`; an architecture without them is refused. */
  readonly needs?: readonly string[];
}
