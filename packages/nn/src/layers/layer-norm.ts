import * as tf from '@tensorflow/tfjs';
import { batchNormalize } from '../ops/batch-normalize.js';
import { onlyShape, onlyTensor, type LayerArguments } from './call-options.js';

/**
 * Layer normalization (Ba et al. 2016, arXiv:1607.06450): each example by itself over all its axes, then a scale and
 * an offset per channel. On `[batch, features]` it is PyTorch's LayerNorm, on pictures its GroupNorm with one group,
 * which WGAN-GP uses in place of batch normalization.
 */
export class LayerNorm extends tf.layers.Layer {
  static readonly className = 'LayerNorm';
  readonly #epsilon: number;
  #scale!: tf.LayerVariable;
  #offset!: tf.LayerVariable;

  constructor({ epsilon = 1e-5, ...rest }: LayerArguments & { epsilon?: number } = {}) {
    super(rest);
    this.#epsilon = epsilon;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = [onlyShape(inputShape).at(-1)!];
    this.#scale = this.addWeight('scale', channels, 'float32', tf.initializers.ones());
    this.#offset = this.addWeight('offset', channels, 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = onlyTensor(inputs);
      const axes = Array.from({ length: x.rank - 1 }, (_, i) => i + 1);
      const { normalized } = batchNormalize(x, axes, this.#epsilon);
      return tf.add(tf.mul(normalized, this.#scale.read()), this.#offset.read());
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return onlyShape(inputShape);
  }

  override getConfig() {
    return { ...super.getConfig(), epsilon: this.#epsilon };
  }
}
