import * as tf from '@tensorflow/tfjs';
import { onlyShape, onlyTensor, type LayerArguments } from './call-options.js';

/** Class labels, `[batch]` or `[batch, 1]`, as one-hot vectors `[batch, classes]`. */
export class OneHot extends tf.layers.Layer {
  static readonly className = 'OneHot';
  readonly #classes: number;

  constructor({ classes, ...rest }: LayerArguments & { classes: number }) {
    super(rest);
    this.#classes = classes;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.oneHot(tf.reshape(onlyTensor(inputs), [-1]).toInt(), this.#classes).toFloat());
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [onlyShape(inputShape)[0]!, this.#classes];
  }

  override getConfig() {
    return { ...super.getConfig(), classes: this.#classes };
  }
}
