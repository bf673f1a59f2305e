import * as tf from '@tensorflow/tfjs';
import { onlyShape, onlyTensor, type CallOptions, type LayerArguments } from '@saddle/nn';

/**
 * Keeps the running mean of w, an untrained weight, in training; otherwise moves w towards it where the call has an
 * option `truncation`: mean + truncation * (w - mean), so that 1 changes nothing and 0 gives the mean (Karras et al.
 * 2019, arXiv:1812.04948, appendix B). `[batch, n]`.
 */
export class Truncation extends tf.layers.Layer {
  static readonly className = 'Truncation';
  readonly #decay: number;
  #mean!: tf.LayerVariable;

  constructor({ decay, ...rest }: LayerArguments & { decay: number }) {
    super(rest);
    this.#decay = decay;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const size = onlyShape(inputShape).at(-1)!;
    this.#mean = this.addWeight('mean', [size], 'float32', tf.initializers.zeros(), undefined, false);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training, truncation }: CallOptions = {}): tf.Tensor {
    return tf.tidy(() => {
      const w = onlyTensor(inputs);
      const mean = this.#mean.read();
      if (training) {
        this.#mean.write(tf.add(tf.mul(mean, this.#decay), tf.mul(tf.mean(w, 0), 1 - this.#decay)));
        return tf.clone(w);
      }
      return typeof truncation === 'number' ? tf.add(mean, tf.mul(tf.sub(w, mean), truncation)) : tf.clone(w);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return onlyShape(inputShape);
  }

  override getConfig() {
    return { ...super.getConfig(), decay: this.#decay };
  }
}
