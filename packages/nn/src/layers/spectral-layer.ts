import * as tf from '@tensorflow/tfjs';
import type { Initializer } from '../initializers/from-stream.js';
import { spectrallyNormalize } from '../ops/spectral-norm.js';
import { onlyShape, onlyTensor, type CallOptions, type LayerArguments } from './call-options.js';

export interface SpectralLayerArguments extends LayerArguments {
  useBias?: boolean;
  kernelInitializer?: Initializer;
  /** Draws the first estimate of the singular vector; any but zeros. */
  vectorInitializer?: Initializer;
}

/**
 * A linear layer whose kernel is divided by its largest singular value (Miyato et al. 2018, arXiv:1802.05957). Each
 * call in training makes one power iteration and keeps the vector, `singular-vector`, as an untrained weight.
 */
export abstract class SpectralLayer extends tf.layers.Layer {
  readonly #useBias: boolean;
  readonly #kernelInitializer: Initializer;
  readonly #vectorInitializer: Initializer;
  #kernel!: tf.LayerVariable;
  #vector!: tf.LayerVariable;
  #bias: tf.LayerVariable | undefined;

  constructor({ useBias = true, kernelInitializer, vectorInitializer, ...rest }: SpectralLayerArguments) {
    super(rest);
    this.#useBias = useBias;
    this.#kernelInitializer = kernelInitializer ?? tf.initializers.glorotUniform({});
    this.#vectorInitializer = vectorInitializer ?? tf.initializers.ones();
  }

  /** `[…, inputs, outputs]` */
  protected abstract kernelShape(inputs: number): number[];
  /** The linear map. */
  protected abstract multiply(x: tf.Tensor, kernel: tf.Tensor): tf.Tensor;

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = this.kernelShape(onlyShape(inputShape).at(-1)!);
    const outputs = shape.at(-1)!;
    this.#kernel = this.addWeight('kernel', shape, 'float32', this.#kernelInitializer);
    if (this.#useBias) this.#bias = this.addWeight('bias', [outputs], 'float32', tf.initializers.zeros());
    const unitVector = tf.initializers.zeros();
    unitVector.apply = (size) =>
      tf.tidy(() => {
        const draw = this.#vectorInitializer.apply(size);
        return tf.div(draw, tf.norm(draw));
      });
    this.#vector = this.addWeight('singular-vector', [outputs, 1], 'float32', unitVector, undefined, false);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: CallOptions = {}): tf.Tensor {
    return tf.tidy(() => {
      const update = training ? (vector: tf.Tensor) => this.#vector.write(vector) : undefined;
      const kernel = spectrallyNormalize(this.#kernel.read(), this.#vector.read(), update);
      const product = this.multiply(onlyTensor(inputs), kernel);
      return this.#bias ? tf.add(product, this.#bias.read()) : product;
    });
  }

  override getConfig() {
    return { ...super.getConfig(), useBias: this.#useBias };
  }
}
