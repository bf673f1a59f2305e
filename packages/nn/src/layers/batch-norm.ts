import * as tf from '@tensorflow/tfjs';
import type { Initializer } from '../initializers/from-stream.js';
import { batchNormalize } from '../ops/batch-normalize.js';
import { onlyShape, onlyTensor, type CallOptions, type LayerArguments } from './call-options.js';

export interface BatchNormArguments extends LayerArguments {
  /** Share of the new batch in the running averages. */
  momentum?: number;
  epsilon?: number;
  scaleInitializer?: Initializer;
}

/**
 * Batch normalization over all axes but the last (Ioffe and Szegedy 2015, arXiv:1502.03167), with the conventions of
 * PyTorch: defaults, and running averages of the unbiased variance. In training it uses the batch's statistics and
 * updates the averages; otherwise it uses the averages. TensorFlow.js's own cannot be compiled as part of a step.
 */
export class BatchNorm extends tf.layers.Layer {
  static readonly className = 'BatchNorm';
  readonly #momentum: number;
  readonly #epsilon: number;
  readonly #scaleInitializer: Initializer;
  #scale!: tf.LayerVariable;
  #offset!: tf.LayerVariable;
  #mean!: tf.LayerVariable;
  #variance!: tf.LayerVariable;

  constructor({ momentum = 0.1, epsilon = 1e-5, scaleInitializer, ...rest }: BatchNormArguments = {}) {
    super(rest);
    this.#momentum = momentum;
    this.#epsilon = epsilon;
    this.#scaleInitializer = scaleInitializer ?? tf.initializers.ones();
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = [onlyShape(inputShape).at(-1)!];
    const zeros = tf.initializers.zeros();
    this.#scale = this.addWeight('scale', channels, 'float32', this.#scaleInitializer);
    this.#offset = this.addWeight('offset', channels, 'float32', zeros);
    this.#mean = this.addWeight('running-mean', channels, 'float32', zeros, undefined, false);
    this.#variance = this.addWeight('running-variance', channels, 'float32', tf.initializers.ones(), undefined, false);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: CallOptions = {}): tf.Tensor {
    return tf.tidy(() => {
      const x = onlyTensor(inputs);
      const normalized = training ? this.#byBatch(x) : this.#byAverages(x);
      return tf.add(tf.mul(normalized, this.#scale.read()), this.#offset.read());
    });
  }

  #byBatch(x: tf.Tensor): tf.Tensor {
    const { normalized, mean, variance } = batchNormalize(x, [...Array(x.rank - 1).keys()], this.#epsilon);
    const count = x.size / x.shape.at(-1)!;
    this.#average(this.#mean, mean);
    this.#average(this.#variance, tf.mul(variance, count / Math.max(count - 1, 1)));
    return normalized;
  }

  #average(running: tf.LayerVariable, value: tf.Tensor): void {
    const old = running.read();
    running.write(tf.add(old, tf.mul(tf.sub(tf.reshape(value, old.shape), old), this.#momentum)));
  }

  #byAverages(x: tf.Tensor): tf.Tensor {
    return tf.mul(tf.sub(x, this.#mean.read()), tf.rsqrt(tf.add(this.#variance.read(), this.#epsilon)));
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return onlyShape(inputShape);
  }

  override getConfig() {
    return { ...super.getConfig(), momentum: this.#momentum, epsilon: this.#epsilon };
  }
}
