import * as tf from '@tensorflow/tfjs';
import { onlyShape, onlyTensor } from '@saddle/nn';

/** Adds a number to each channel, 0 at first. */
export class Bias extends tf.layers.Layer {
  static readonly className = 'Bias';
  #bias!: tf.LayerVariable;

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    this.#bias = this.addWeight('bias', [onlyShape(inputShape).at(-1)!], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.add(onlyTensor(inputs), this.#bias.read());
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return onlyShape(inputShape);
  }
}
