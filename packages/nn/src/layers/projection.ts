import * as tf from '@tensorflow/tfjs';
import type { CallOptions } from './call-options.js';
import { SpectralLayer } from './spectral-layer.js';

/**
 * The inner product of features with the embedding of the class (Miyato and Koyama 2018, arXiv:1802.05637, equation 3),
 * the embedding spectrally normalized. Applied to `[features, oneHot]`: `[batch, n]` and `[batch, classes]`; gives
 * `[batch, 1]`, to be added to the scores.
 */
export class Projection extends SpectralLayer {
  static readonly className = 'Projection';
  #classes = 0;

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const [features, oneHot] = inputShape as [tf.Shape, tf.Shape];
    this.#classes = oneHot.at(-1)!;
    super.build(features);
  }

  protected override kernelShape(features: number): number[] {
    return [this.#classes, features];
  }

  protected override multiply(oneHot: tf.Tensor, embedding: tf.Tensor): tf.Tensor {
    return tf.matMul(oneHot as tf.Tensor2D, embedding as tf.Tensor2D);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options: CallOptions = {}): tf.Tensor {
    return tf.tidy(() => {
      const [features, oneHot] = inputs as [tf.Tensor, tf.Tensor];
      return tf.sum(tf.mul(features, super.call(oneHot, options)), 1, true);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [(inputShape as tf.Shape[])[0]![0]!, 1];
  }
}
