import * as tf from '@tensorflow/tfjs';
import { onlyShape, onlyTensor, type LayerArguments } from './call-options.js';

/** One map per class, 1 everywhere for the example's class: `[batch, classes]` to `[batch, height, width, classes]`. */
export class LabelMaps extends tf.layers.Layer {
  static readonly className = 'LabelMaps';
  readonly #height: number;
  readonly #width: number;

  constructor({ height, width, ...rest }: LayerArguments & { height: number; width: number }) {
    super(rest);
    this.#height = height;
    this.#width = width;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const oneHot = onlyTensor(inputs);
      const [batch, classes] = oneHot.shape as [number, number];
      return tf.tile(tf.reshape(oneHot, [batch, 1, 1, classes]), [1, this.#height, this.#width, 1]);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, classes] = onlyShape(inputShape);
    return [batch!, this.#height, this.#width, classes!];
  }

  override getConfig() {
    return { ...super.getConfig(), height: this.#height, width: this.#width };
  }
}
