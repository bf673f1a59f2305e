import * as tf from '@tensorflow/tfjs';
import { onlyShape, onlyTensor, type CallOptions } from '@saddle/nn';

/**
 * Adds normal noise, one number for each pixel, times a learned strength, 0 at first (Karras et al. 2019,
 * arXiv:1812.04948, section 2). Drawn from the `random` of the call; a call without one adds none.
 */
export class Noise extends tf.layers.Layer {
  static readonly className = 'Noise';
  #strength!: tf.LayerVariable;

  override build(): void {
    this.#strength = this.addWeight('strength', [], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { random }: CallOptions = {}): tf.Tensor {
    return tf.tidy(() => {
      const maps = onlyTensor(inputs);
      if (!random) return tf.clone(maps);
      const noise = random.normal([...maps.shape.slice(0, 3), 1]);
      return tf.add(maps, tf.mul(noise, this.#strength.read()));
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return onlyShape(inputShape);
  }
}
