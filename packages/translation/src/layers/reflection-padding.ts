import type { LayerArguments } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { only, shapeOf } from './only.js';

const grown = (size: number | null | undefined, by: number): number | null => (size == null ? null : size + 2 * by);

/** A border of mirrored pixels, the edge itself not repeated. `[batch, height, width, channels]`. */
export class ReflectionPadding extends tf.layers.Layer {
  static readonly className = 'ReflectionPadding';
  readonly #width: number;

  constructor({ width, ...rest }: LayerArguments & { width: number }) {
    super(rest);
    this.#width = width;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const border: [number, number] = [this.#width, this.#width];
    return tf.mirrorPad(only(inputs), [[0, 0], border, border, [0, 0]], 'reflect');
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, height, width, channels] = shapeOf(inputShape);
    return [batch ?? null, grown(height, this.#width), grown(width, this.#width), channels!];
  }

  override getConfig() {
    return { ...super.getConfig(), width: this.#width };
  }
}
