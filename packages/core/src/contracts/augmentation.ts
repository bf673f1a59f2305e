import type { Scalar, Tensor } from '@tensorflow/tfjs';
import type { RandomStream } from '../random/stream.js';
import type { SampleInfo } from './architecture.js';
import type { Outputs } from './tensors.js';

/** What a discriminator sees instead of the plain samples, real and generated alike. Differentiable. */
export interface Augmentation {
  /** `[batch, …]` to `[batch', …]`; random draws from `random` only. */
  apply(samples: Tensor, random: RandomStream): Tensor;
  /** The sample the discriminator is built for, where it differs (packing). */
  shape?(sample: SampleInfo): SampleInfo;
  /** The labels that go with the changed batch (packing). */
  labels?(labels: Tensor): Tensor;
  /** How many samples make one input of the discriminator; batch sizes must be a multiple. Default 1. */
  readonly group?: number;
  /**
   * After each discriminator update, inside the step: a controller reads the scores and assigns registered state
   * (ADA). The scalars it returns are reported.
   */
  control?(outputs: { readonly real: Outputs; readonly fake: Outputs }): Record<string, Scalar>;
}
