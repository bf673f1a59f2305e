import type { Tensor } from '@tensorflow/tfjs';
import type { RandomStream } from '../random/stream.js';

export interface SamplerContext {
  readonly count: number;
  readonly random: RandomStream;
  /** `count` fresh samples of the generator. */
  generate(count: number, random: RandomStream): Tensor;
  /** Raw scores `[count, 1]` of samples. */
  score(samples: Tensor): Tensor;
}

/** How samples are drawn after training: plainly, or by rejection or importance sampling with the discriminator. */
export interface Sampler {
  sample(context: SamplerContext): Promise<Tensor> | Tensor;
}
