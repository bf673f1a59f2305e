import { batchNormalize, type LayerArguments } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { only, shapeOf } from './only.js';

/**
 * Instance normalization (Ulyanov et al. 2016, arXiv:1607.08022): every channel of every picture by itself, without
 * trained weights, as the code of CycleGAN has it. The same in training and after it.
 */
export class InstanceNorm extends tf.layers.Layer {
  static readonly className = 'InstanceNorm';
  readonly #epsilon: number;

  constructor({ epsilon = 1e-5, ...rest }: LayerArguments & { epsilon?: number } = {}) {
    super(rest);
    this.#epsilon = epsilon;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => batchNormalize(only(inputs), [1, 2], this.#epsilon).normalized);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return shapeOf(inputShape);
  }

  override getConfig() {
    return { ...super.getConfig(), epsilon: this.#epsilon };
  }
}
