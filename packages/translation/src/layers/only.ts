import type * as tf from '@tensorflow/tfjs';

/** Layers get one tensor or a list; these take one. */
export const only = (inputs: tf.Tensor | tf.Tensor[]): tf.Tensor => (Array.isArray(inputs) ? inputs[0]! : inputs);

export const shapeOf = (shapes: tf.Shape | tf.Shape[]): tf.Shape =>
  (Array.isArray(shapes[0]) ? shapes[0] : shapes) as tf.Shape;
