import * as tf from '@tensorflow/tfjs';
import type { Initializer, LayerArguments } from '@saddle/nn';

export interface EqualizedArguments extends LayerArguments {
  /** Draws standard normal numbers. */
  normal: Initializer;
  /** Factor on the learning rate of the weights. */
  learningRate?: number;
}

/**
 * A layer with an equalized learning rate (Karras et al. 2018, arXiv:1710.10196, section 4.1): its kernels are stored
 * with the deviation 1 / learningRate, and scaled at use to the deviation 1 / sqrt(fan in).
 */
export abstract class EqualizedLayer extends tf.layers.Layer {
  protected readonly learningRate: number;
  readonly #normal: Initializer;

  constructor({ normal, learningRate = 1, ...rest }: EqualizedArguments) {
    super(rest);
    this.learningRate = learningRate;
    this.#normal = normal;
  }

  /** Adds a kernel `[…, inputs, outputs]`; the function gives it as it is used. */
  protected addKernel(name: string, shape: number[]): () => tf.Tensor {
    const initializer = tf.initializers.zeros();
    initializer.apply = (size) => tf.tidy(() => tf.div(this.#normal.apply(size), this.learningRate));
    const kernel = this.addWeight(name, shape, 'float32', initializer);
    const fanIn = shape.slice(0, -1).reduce((a, b) => a * b, 1);
    const scale = this.learningRate / Math.sqrt(fanIn);
    return () => tf.mul(kernel.read(), scale);
  }

  /** Adds a bias `[outputs]`, `value` at first; the function gives it as it is used. */
  protected addBias(name: string, outputs: number, value = 0): () => tf.Tensor {
    const initializer = tf.initializers.constant({ value: value / this.learningRate });
    const bias = this.addWeight(name, [outputs], 'float32', initializer);
    return () => (this.learningRate === 1 ? bias.read() : tf.mul(bias.read(), this.learningRate));
  }

  override getConfig() {
    return { ...super.getConfig(), learningRate: this.learningRate };
  }
}
