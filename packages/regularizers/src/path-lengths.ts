import type { NetworkFunction, RandomStream, TensorMap } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';

/**
 * Lengths of the vectors J^T y, one for each sample: how far the sample moves with the intermediate latent, along a
 * random direction y (Karras et al. 2020, arXiv:1912.04958, equation 4). y has the variance 1 / (height * width), so
 * that lengths do not depend on the size. Where there is a style vector for each layer, the squared lengths are
 * averaged over the layers. Gradients flow through it to the weights, those that make w included.
 *
 * @param generator gives `w` beside `samples`, `[batch, n]` or `[batch, layers, n]`, and takes it in place of latents;
 * of one that has none the latents themselves are moved
 * @returns `[batch]`
 */
export function pathLengths(generator: NetworkFunction, inputs: TensorMap, random: RandomStream): tf.Tensor1D {
  const { w } = generator(inputs);
  const [name, at] = w ? (['w', w] as const) : (['latent', inputs['latent']!] as const);
  const moved = (x: tf.Tensor) => {
    const samples = generator({ ...inputs, [name]: x })['samples']!;
    const places = samples.size / samples.shape[0]! / samples.shape.at(-1)!;
    return tf.sum(tf.mul(samples, random.normal(samples.shape, 0, 1 / Math.sqrt(places))));
  };
  const squares = tf.square(tf.grad(moved)(at));
  const perLayer = tf.sum(squares, -1);
  const mean = perLayer.rank === 1 ? perLayer : tf.mean(perLayer, 1);
  // The small number keeps the root differentiable where the generator ignores w.
  return tf.sqrt(tf.add(mean, 1e-12)) as tf.Tensor1D;
}
