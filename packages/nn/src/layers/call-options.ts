import type * as tf from '@tensorflow/tfjs';
import type { ApplyOptions } from '@saddle/core';

/** What `Network.apply` hands to every layer's `call`. */
export type CallOptions = Partial<ApplyOptions>;

/** Layers get one tensor or a list; ours take one. */
export const onlyTensor = (inputs: tf.Tensor | tf.Tensor[]): tf.Tensor => (Array.isArray(inputs) ? inputs[0]! : inputs);

/** Its shape, as `build` and `computeOutputShape` get it. */
export const onlyShape = (shapes: tf.Shape | tf.Shape[]): tf.Shape =>
  (Array.isArray(shapes[0]) ? shapes[0] : shapes) as tf.Shape;

/** Constructor arguments every layer has. */
export type LayerArguments = NonNullable<ConstructorParameters<typeof tf.layers.Layer>[0]>;
