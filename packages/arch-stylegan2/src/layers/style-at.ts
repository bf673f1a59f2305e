import * as tf from '@tensorflow/tfjs';
import { onlyShape, onlyTensor, type LayerArguments } from '@saddle/nn';

/** The style vector of one layer: `[batch, layers, n]` to `[batch, n]`. */
export class StyleAt extends tf.layers.Layer {
  static readonly className = 'StyleAt';
  readonly #position: number;

  constructor({ position, ...rest }: LayerArguments & { position: number }) {
    super(rest);
    this.#position = position;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const w = onlyTensor(inputs);
      const [batch, , size] = w.shape as [number, number, number];
      return tf.reshape(tf.slice(w, [0, this.#position, 0], [batch, 1, size]), [batch, size]);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, , size] = onlyShape(inputShape);
    return [batch!, size!];
  }

  override getConfig() {
    return { ...super.getConfig(), position: this.#position };
  }
}
