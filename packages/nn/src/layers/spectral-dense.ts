import * as tf from '@tensorflow/tfjs';
import { onlyShape } from './call-options.js';
import { SpectralLayer, type SpectralLayerArguments } from './spectral-layer.js';

/** A dense layer with spectral normalization. `[batch, inputs]` to `[batch, units]`. */
export class SpectralDense extends SpectralLayer {
  static readonly className = 'SpectralDense';
  readonly #units: number;

  constructor({ units, ...rest }: SpectralLayerArguments & { units: number }) {
    super(rest);
    this.#units = units;
  }

  protected override kernelShape(inputs: number): number[] {
    return [inputs, this.#units];
  }

  protected override multiply(x: tf.Tensor, kernel: tf.Tensor): tf.Tensor {
    return tf.matMul(x, kernel);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [...onlyShape(inputShape).slice(0, -1), this.#units];
  }

  override getConfig() {
    return { ...super.getConfig(), units: this.#units };
  }
}
