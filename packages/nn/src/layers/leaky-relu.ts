import * as tf from '@tensorflow/tfjs';
import { leakyRelu } from '../ops/leaky-relu.js';
import { onlyShape, onlyTensor, type LayerArguments } from './call-options.js';

/** Leaky ReLU whose second-order gradient exists and is right. */
export class LeakyRelu extends tf.layers.Layer {
  static readonly className = 'LeakyRelu';
  readonly #slope: number;

  constructor({ slope = 0.2, ...rest }: LayerArguments & { slope?: number } = {}) {
    super(rest);
    this.#slope = slope;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return leakyRelu(onlyTensor(inputs), this.#slope);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return onlyShape(inputShape);
  }

  override getConfig() {
    return { ...super.getConfig(), slope: this.#slope };
  }
}
