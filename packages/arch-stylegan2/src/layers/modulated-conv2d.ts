import * as tf from '@tensorflow/tfjs';
import { modulatedConv2d, type Modulation } from '../ops/modulated-conv2d.js';
import { EqualizedLayer, type EqualizedArguments } from './equalized-layer.js';

export interface ModulatedConv2dArguments extends EqualizedArguments, Partial<Modulation> {
  filters: number;
  /** Height and width of the kernel; odd. */
  kernelSize: number;
}

/**
 * A convolution modulated by a style, an affine map of w whose bias is 1 at first (Karras et al. 2020,
 * arXiv:1912.04958, section 2.2). Applied to `[maps, w]`: `[batch, height, width, channels]` and `[batch, n]`.
 */
export class ModulatedConv2d extends EqualizedLayer {
  static readonly className = 'ModulatedConv2d';
  readonly #filters: number;
  readonly #kernelSize: number;
  readonly #modulation: Modulation;
  #styleKernel!: () => tf.Tensor;
  #styleBias!: () => tf.Tensor;
  #kernel!: () => tf.Tensor;

  constructor({ filters, kernelSize, up = false, demodulate = true, ...rest }: ModulatedConv2dArguments) {
    super(rest);
    this.#filters = filters;
    this.#kernelSize = kernelSize;
    this.#modulation = { up, demodulate };
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const [maps, w] = inputShape as [tf.Shape, tf.Shape];
    const channels = maps.at(-1)!;
    this.#styleKernel = this.addKernel('style-kernel', [w.at(-1)!, channels]);
    this.#styleBias = this.addBias('style-bias', channels, 1);
    this.#kernel = this.addKernel('kernel', [this.#kernelSize, this.#kernelSize, channels, this.#filters]);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [maps, w] = inputs as [tf.Tensor4D, tf.Tensor2D];
      const style = tf.add(tf.matMul(w, this.#styleKernel()), this.#styleBias()) as tf.Tensor2D;
      return modulatedConv2d(maps, this.#kernel() as tf.Tensor4D, style, this.#modulation);
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, height, width] = (inputShape as tf.Shape[])[0]!;
    const size = (length: number | null | undefined) =>
      length == null ? null : this.#modulation.up ? 2 * length : length;
    return [batch ?? null, size(height), size(width), this.#filters];
  }

  override getConfig() {
    return { ...super.getConfig(), filters: this.#filters, kernelSize: this.#kernelSize, ...this.#modulation };
  }
}
