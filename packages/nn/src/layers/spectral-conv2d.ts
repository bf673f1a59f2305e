import * as tf from '@tensorflow/tfjs';
import { onlyShape } from './call-options.js';
import { SpectralLayer, type SpectralLayerArguments } from './spectral-layer.js';

export interface SpectralConv2dArguments extends SpectralLayerArguments {
  filters: number;
  /** Height and width of the kernel. */
  kernelSize: number;
  strides?: number;
}

/** A convolution, padded to keep the size / strides, with spectral normalization. `[batch, height, width, channels]`. */
export class SpectralConv2d extends SpectralLayer {
  static readonly className = 'SpectralConv2d';
  readonly #filters: number;
  readonly #kernelSize: number;
  readonly #strides: number;

  constructor({ filters, kernelSize, strides = 1, ...rest }: SpectralConv2dArguments) {
    super(rest);
    this.#filters = filters;
    this.#kernelSize = kernelSize;
    this.#strides = strides;
  }

  protected override kernelShape(inputs: number): number[] {
    return [this.#kernelSize, this.#kernelSize, inputs, this.#filters];
  }

  protected override multiply(x: tf.Tensor, kernel: tf.Tensor): tf.Tensor {
    return tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, this.#strides, 'same');
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, height, width] = onlyShape(inputShape);
    const shrink = (size: number | null | undefined) => (size == null ? null : Math.ceil(size / this.#strides));
    return [batch ?? null, shrink(height), shrink(width), this.#filters];
  }

  override getConfig() {
    return {
      ...super.getConfig(),
      filters: this.#filters,
      kernelSize: this.#kernelSize,
      strides: this.#strides,
    };
  }
}
