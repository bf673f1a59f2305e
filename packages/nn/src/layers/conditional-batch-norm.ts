import * as tf from '@tensorflow/tfjs';
import { BatchStatistics } from './batch-statistics.js';
import type { CallOptions } from './call-options.js';

/**
 * Batch normalization whose scale and offset are looked up by the class (Dumoulin et al. 2017, arXiv:1610.07629).
 * Applied to `[x, oneHot]`: `[batch, height, width, channels]` and `[batch, classes]`.
 */
export class ConditionalBatchNorm extends BatchStatistics {
  static readonly className = 'ConditionalBatchNorm';
  #scales!: tf.LayerVariable;
  #offsets!: tf.LayerVariable;

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const [x, oneHot] = inputShape as [tf.Shape, tf.Shape];
    const channels = x.at(-1)!;
    const table = [oneHot.at(-1)!, channels];
    this.#scales = this.addWeight('scales', table, 'float32', tf.initializers.ones());
    this.#offsets = this.addWeight('offsets', table, 'float32', tf.initializers.zeros());
    this.addAverages(channels);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: CallOptions = {}): tf.Tensor {
    return tf.tidy(() => {
      const [x, oneHot] = inputs as [tf.Tensor4D, tf.Tensor2D];
      // Rows of the tables by matrix product: twice differentiable, and fast when compiled.
      const look = (table: tf.LayerVariable) =>
        tf.reshape(tf.matMul(oneHot, table.read() as tf.Tensor2D), [x.shape[0], 1, 1, x.shape[3]]);
      return tf.add(tf.mul(this.normalize(x, training), look(this.#scales)), look(this.#offsets));
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return (inputShape as tf.Shape[])[0]!;
  }
}
