import * as tf from '@tensorflow/tfjs';
import { onlyShape, onlyTensor, type Initializer, type LayerArguments } from '@saddle/nn';
import { repeat } from '../ops/repeat.js';

/** A learned picture, the same for every example: what synthesis starts from. Its input tells the size of the batch. */
export class LearnedConstant extends tf.layers.Layer {
  static readonly className = 'LearnedConstant';
  readonly #side: number;
  readonly #channels: number;
  readonly #normal: Initializer;
  #value!: tf.LayerVariable;

  constructor({
    side,
    channels,
    normal,
    ...rest
  }: LayerArguments & { side: number; channels: number; normal: Initializer }) {
    super(rest);
    this.#side = side;
    this.#channels = channels;
    this.#normal = normal;
  }

  override build(): void {
    this.#value = this.addWeight('value', [1, this.#side, this.#side, this.#channels], 'float32', this.#normal);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const batch = onlyTensor(inputs).shape[0]!;
    return tf.tidy(() => repeat(this.#value.read(), [batch, this.#side, this.#side, this.#channels]));
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return [onlyShape(inputShape)[0]!, this.#side, this.#side, this.#channels];
  }

  override getConfig() {
    return { ...super.getConfig(), side: this.#side, channels: this.#channels };
  }
}
