import * as tf from '@tensorflow/tfjs';
import { onlyShape, onlyTensor } from './call-options.js';

/** The sum over all places: `[batch, height, width, channels]` to `[batch, channels]`. */
export class SumPooling extends tf.layers.Layer {
  static readonly className = 'SumPooling';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.sum(onlyTensor(inputs), [1, 2]);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = onlyShape(inputShape);
    return [shape[0]!, shape.at(-1)!];
  }
}
