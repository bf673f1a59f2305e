import * as tf from '@tensorflow/tfjs';
import { onlyShape, onlyTensor, type LayerArguments } from '@saddle/nn';
import { minibatchDeviation } from '../ops/minibatch-deviation.js';

/** Adds a channel that tells how much the examples of a group differ. */
export class MinibatchDeviation extends tf.layers.Layer {
  static readonly className = 'MinibatchDeviation';
  readonly #group: number;

  constructor({ group, ...rest }: LayerArguments & { group: number }) {
    super(rest);
    this.#group = group;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => minibatchDeviation(onlyTensor(inputs) as tf.Tensor4D, this.#group));
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = onlyShape(inputShape);
    return [...shape.slice(0, -1), shape.at(-1)! + 1];
  }

  override getConfig() {
    return { ...super.getConfig(), group: this.#group };
  }
}
