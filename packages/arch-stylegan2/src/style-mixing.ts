import type { RandomStream } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { repeat } from './ops/repeat.js';

/** The batch with its first example moved to the end: another latent of the same distribution for every example. */
export const nextInBatch = (latent: tf.Tensor): tf.Tensor => {
  const [count, ...rest] = latent.shape as [number, ...number[]];
  const origin = rest.map(() => 0);
  return tf.concat([
    tf.slice(latent, [1, ...origin], [count - 1, ...rest]),
    tf.slice(latent, [0, ...origin], [1, ...rest]),
  ]);
};

/** One style vector `[batch, n]` for every layer: `[batch, layers, n]`. */
export const forEveryLayer = (w: tf.Tensor, layers: number): tf.Tensor =>
  repeat(tf.expandDims(w, 1), [w.shape[0]!, layers, w.shape[1]!]);

/**
 * Style mixing (Karras et al. 2019, arXiv:1812.04948, section 3.1): with a probability, an example's layers from a
 * random one on take the style of another latent. The choice is a mask, so that a compiled step keeps its shape.
 *
 * @param first `[batch, layers, n]`
 * @param second `[batch, layers, n]`
 */
export function mixStyles(first: tf.Tensor, second: tf.Tensor, probability: number, random: RandomStream): tf.Tensor {
  const [batch, layers] = first.shape as [number, number];
  const mixed = random.bernoulli([batch, 1, 1], probability);
  const crossover = random.integers([batch, 1, 1], 1, layers).toFloat();
  const position = tf.reshape(tf.range(0, layers, 1, 'float32'), [1, layers, 1]);
  const mask = tf.mul(mixed, tf.greaterEqual(position, crossover).toFloat());
  return tf.add(first, tf.mul(mask, tf.sub(second, first)));
}
