import * as tf from '@tensorflow/tfjs';
import { onlyShape, onlyTensor } from '@saddle/nn';
import { EqualizedLayer, type EqualizedArguments } from './equalized-layer.js';

/** `[batch, inputs]` to `[batch, units]`. */
export class EqualizedDense extends EqualizedLayer {
  static readonly className = 'EqualizedDense';
  readonly #units: number;
  #kernel!: () => tf.Tensor;
  #bias!: () => tf.Tensor;

  constructor({ units, ...rest }: EqualizedArguments & { units: number }) {
    super(rest);
    this.#units = units;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    this.#kernel = this.addKernel('kernel', [onlyShape(inputShape).at(-1)!, this.#units]);
    this.#bias = this.addBias('bias', this.#units);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.add(tf.matMul(onlyTensor(inputs), this.#kernel()), this.#bias()));
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [onlyShape(inputShape)[0]!, this.#units];
  }

  override getConfig() {
    return { ...super.getConfig(), units: this.#units };
  }
}
