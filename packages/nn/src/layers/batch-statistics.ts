import * as tf from '@tensorflow/tfjs';
import { batchNormalize, scaledBatchNormalize } from '../ops/batch-normalize.js';
import type { LayerArguments } from './call-options.js';

export interface BatchStatisticsArguments extends LayerArguments {
  /** Share of the new batch in the running averages. */
  momentum?: number;
  epsilon?: number;
}

/** What follows the normalization, for each channel. */
interface Affine {
  readonly scale: tf.Tensor;
  readonly offset: tf.Tensor;
}

/**
 * Normalizes over all axes but the last, with the conventions of PyTorch: defaults, and running averages of the
 * unbiased variance. In training it uses the batch's statistics and updates the averages; otherwise it uses the
 * averages. TensorFlow.js's own cannot be compiled as part of a step.
 */
export abstract class BatchStatistics extends tf.layers.Layer {
  readonly #momentum: number;
  readonly #epsilon: number;
  #mean!: tf.LayerVariable;
  #variance!: tf.LayerVariable;

  constructor({ momentum = 0.1, epsilon = 1e-5, ...rest }: BatchStatisticsArguments = {}) {
    super(rest);
    this.#momentum = momentum;
    this.#epsilon = epsilon;
  }

  /** Adds the running averages; for `build`. */
  protected addAverages(channels: number): void {
    const zeros = tf.initializers.zeros();
    this.#mean = this.addWeight('running-mean', [channels], 'float32', zeros, undefined, false);
    this.#variance = this.addWeight(
      'running-variance',
      [channels],
      'float32',
      tf.initializers.ones(),
      undefined,
      false,
    );
  }

  /** `[…, channels]` with mean 0 and variance 1, then times scale plus offset where they are given, `[channels]`. */
  protected normalize(x: tf.Tensor, training: boolean | undefined, affine?: Affine): tf.Tensor {
    return training ? this.#byBatch(x, affine) : this.#byAverages(x, affine);
  }

  #byBatch(x: tf.Tensor, affine: Affine | undefined): tf.Tensor {
    const { normalized, mean, variance } = affine
      ? scaledBatchNormalize(x, affine.scale, affine.offset, this.#epsilon)
      : batchNormalize(x, [...Array(x.rank - 1).keys()], this.#epsilon);
    const count = x.size / x.shape.at(-1)!;
    this.#average(this.#mean, mean);
    this.#average(this.#variance, tf.mul(variance, count / Math.max(count - 1, 1)));
    return normalized;
  }

  #average(running: tf.LayerVariable, value: tf.Tensor): void {
    const old = running.read();
    running.write(tf.add(old, tf.mul(tf.sub(tf.reshape(value, old.shape), old), this.#momentum)));
  }

  #byAverages(x: tf.Tensor, affine: Affine | undefined): tf.Tensor {
    const standard = tf.mul(tf.sub(x, this.#mean.read()), tf.rsqrt(tf.add(this.#variance.read(), this.#epsilon)));
    return affine ? tf.add(tf.mul(standard, affine.scale), affine.offset) : standard;
  }

  override getConfig() {
    return { ...super.getConfig(), momentum: this.#momentum, epsilon: this.#epsilon };
  }
}
