import type { Scalar, Tensor } from '@tensorflow/tfjs';
import type { RandomStream } from '../random/stream.js';
import type { Outputs } from './tensors.js';

/** What both players' losses are computed from. Everything is computed when first read, so an unread field costs nothing. */
export interface Scores {
  /** The discriminator's raw scores (logits) of real data, `[batch, 1]` or a patch map `[batch, h, w, 1]`. */
  readonly real: Tensor;
  /** Its raw scores of generated data, same shape. */
  readonly fake: Tensor;
  /** All of its outputs by name, for discriminators with more than scores. */
  readonly outputs: { readonly real: Outputs; readonly fake: Outputs };
  /** What it was shown (after augmentation and packing), for reconstruction losses. */
  readonly inputs: { readonly real: Tensor; readonly fake: Tensor };
  /** For losses that draw random numbers (label flipping). */
  readonly random: RandomStream;
}

/**
 * An adversarial loss: both players at once, so half a pair cannot be configured. Each returns a float32 scalar to be
 * minimised by the player it names; means are over the batch (and over patches).
 */
export interface Loss {
  discriminator(scores: Scores): Scalar;
  generator(scores: Scores): Scalar;
}
