import * as tf from '@tensorflow/tfjs';
import type { Initializer } from '../initializers/from-stream.js';
import { BatchStatistics, type BatchStatisticsArguments } from './batch-statistics.js';
import { onlyShape, onlyTensor, type CallOptions } from './call-options.js';

export interface BatchNormArguments extends BatchStatisticsArguments {
  scaleInitializer?: Initializer;
}

/** Batch normalization (Ioffe and Szegedy 2015, arXiv:1502.03167) with a trained scale and offset for each channel. */
export class BatchNorm extends BatchStatistics {
  static readonly className = 'BatchNorm';
  readonly #scaleInitializer: Initializer;
  #scale!: tf.LayerVariable;
  #offset!: tf.LayerVariable;

  constructor({ scaleInitializer, ...rest }: BatchNormArguments = {}) {
    super(rest);
    this.#scaleInitializer = scaleInitializer ?? tf.initializers.ones();
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = onlyShape(inputShape).at(-1)!;
    this.#scale = this.addWeight('scale', [channels], 'float32', this.#scaleInitializer);
    this.#offset = this.addWeight('offset', [channels], 'float32', tf.initializers.zeros());
    this.addAverages(channels);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: CallOptions = {}): tf.Tensor {
    return tf.tidy(() =>
      this.normalize(onlyTensor(inputs), training, { scale: this.#scale.read(), offset: this.#offset.read() }),
    );
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return onlyShape(inputShape);
  }
}
