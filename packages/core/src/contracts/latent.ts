import type { Tensor } from '@tensorflow/tfjs';
import type { RandomStream } from '../random/stream.js';
import type { TensorMap } from './tensors.js';

/** One batch of generator inputs. */
export interface LatentBatch {
  /** `[batch, size]`, float32. */
  readonly latent: Tensor;
  /** Class labels the samples are asked for, int32 `[batch]`, where the run is conditional. */
  readonly labels?: Tensor;
  /**
   * Further inputs of both networks by input name, such as a condition vector: those of the generated samples and those
   * of the real batch.
   */
  readonly conditions?: { readonly generated: TensorMap; readonly real: TensorMap };
  /** Named slices or codes of it, for terms that must know them (InfoGAN's codes). */
  readonly codes?: TensorMap;
}

/** What a generator takes of it: the latents, labels and further conditions where there are any. */
export const generatorInputs = ({ latent, labels, conditions }: LatentBatch): TensorMap => ({
  latent,
  ...(labels && { labels }),
  ...conditions?.generated,
});

export interface LatentRequest {
  readonly count: number;
  readonly random: RandomStream;
  /** Number of classes; 0 when unconditional. */
  readonly classes: number;
  /** The data batch of this step, for conditions drawn from the data; absent at sampling. */
  readonly batch?: TensorMap;
}

/** The distribution of the generator's input. */
export interface Latent {
  /** Length of the latent vector. */
  readonly size: number;
  sample(request: LatentRequest): LatentBatch;
}
