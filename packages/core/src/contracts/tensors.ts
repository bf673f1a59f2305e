import type { Scalar, Tensor } from '@tensorflow/tfjs';

/** Tensors by name: a batch's fields, a step's inputs, a network's outputs. */
export type TensorMap = Readonly<Record<string, Tensor>>;

/** Scalars by name: what a step reports. */
export type ScalarMap = Readonly<Record<string, Scalar>>;

/**
 * A network's outputs by name. `scores` is always there for a discriminator: raw logits, `[batch, 1]` or a patch map
 * `[batch, height, width, 1]`; `samples` for a generator. Others are the architecture's: `features`, `classes`, …
 */
export type Outputs = TensorMap;
