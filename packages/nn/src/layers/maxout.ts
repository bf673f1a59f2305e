import * as tf from '@tensorflow/tfjs';
import { onlyShape, onlyTensor, type LayerArguments } from './call-options.js';

/**
 * The largest of each `pieces` neighbouring numbers (Goodfellow et al. 2013, arXiv:1302.4389): `[…, units * pieces]` to
 * `[…, units]`. After a linear layer it is a hidden layer that learns its own activation.
 */
export class Maxout extends tf.layers.Layer {
  static readonly className = 'Maxout';
  readonly #pieces: number;

  constructor({ pieces, ...rest }: LayerArguments & { pieces: number }) {
    super(rest);
    this.#pieces = pieces;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = onlyTensor(inputs);
      const apart = [...x.shape.slice(0, -1), x.shape.at(-1)! / this.#pieces, this.#pieces];
      return tf.max(tf.reshape(x, apart), -1);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = onlyShape(inputShape);
    return [...shape.slice(0, -1), shape.at(-1)! / this.#pieces];
  }

  override getConfig() {
    return { ...super.getConfig(), pieces: this.#pieces };
  }
}
