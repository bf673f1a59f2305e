import * as tf from '@tensorflow/tfjs';
import { onlyShape, onlyTensor } from '@saddle/nn';
import { blur } from '../ops/fir.js';
import { EqualizedLayer, type EqualizedArguments } from './equalized-layer.js';

export interface EqualizedConv2dArguments extends EqualizedArguments {
  filters: number;
  /** Height and width of the kernel; odd. */
  kernelSize: number;
  useBias?: boolean;
  /** Half the size: the blur, then the convolution with stride 2. */
  down?: boolean;
}

/** A convolution padded to keep the size, or to halve it. `[batch, height, width, channels]`. */
export class EqualizedConv2d extends EqualizedLayer {
  static readonly className = 'EqualizedConv2d';
  readonly #filters: number;
  readonly #kernelSize: number;
  readonly #useBias: boolean;
  readonly #down: boolean;
  #kernel!: () => tf.Tensor;
  #bias: (() => tf.Tensor) | undefined;

  constructor({ filters, kernelSize, useBias = true, down = false, ...rest }: EqualizedConv2dArguments) {
    super(rest);
    this.#filters = filters;
    this.#kernelSize = kernelSize;
    this.#useBias = useBias;
    this.#down = down;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const inputs = onlyShape(inputShape).at(-1)!;
    this.#kernel = this.addKernel('kernel', [this.#kernelSize, this.#kernelSize, inputs, this.#filters]);
    if (this.#useBias) this.#bias = this.addBias('bias', this.#filters);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const maps = this.#convolve(onlyTensor(inputs) as tf.Tensor4D, this.#kernel() as tf.Tensor4D);
      return this.#bias ? tf.add(maps, this.#bias()) : maps;
    });
  }

  #convolve(x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
    if (!this.#down) return tf.conv2d(x, kernel, 1, 'same');
    // What the kernel and the blur take from the borders, half on each side.
    const padding = (this.#kernelSize + 1) / 2;
    return tf.conv2d(blur(x, padding, padding), kernel, 2, 'valid');
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, height, width] = onlyShape(inputShape);
    const size = (length: number | null | undefined) => (length == null ? null : this.#down ? length / 2 : length);
    return [batch ?? null, size(height), size(width), this.#filters];
  }

  override getConfig() {
    return {
      ...super.getConfig(),
      filters: this.#filters,
      kernelSize: this.#kernelSize,
      useBias: this.#useBias,
      down: this.#down,
    };
  }
}
