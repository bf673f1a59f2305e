import type { CallOptions, LayerArguments } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { only, shapeOf } from './only.js';

export interface DropoutArguments extends LayerArguments {
  /** Share of the values set to 0; the others grow by 1 / (1 - rate). */
  rate: number;
  /** Also after training: the generator's only noise in pix2pix. */
  always: boolean;
}

/** Dropout (Srivastava et al. 2014) that draws from the run's stream, so that steps repeat. */
export class Dropout extends tf.layers.Layer {
  static readonly className = 'StreamDropout';
  readonly #rate: number;
  readonly #always: boolean;

  constructor({ rate, always, ...rest }: DropoutArguments) {
    super(rest);
    this.#rate = rate;
    this.#always = always;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training, random }: CallOptions = {}): tf.Tensor {
    const x = only(inputs);
    if (!random || !(training || this.#always)) return x.clone();
    return tf.tidy(() => {
      const kept = random.scope(this.name).bernoulli(x.shape, 1 - this.#rate);
      return tf.mul(x, tf.div(kept, 1 - this.#rate));
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return shapeOf(inputShape);
  }

  override getConfig() {
    return { ...super.getConfig(), rate: this.#rate, always: this.#always };
  }
}
