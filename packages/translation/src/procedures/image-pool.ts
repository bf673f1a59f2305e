import * as tf from '@tensorflow/tfjs';
import type { RandomStream, State } from '@saddle/core';

/**
 * Generated pictures of earlier steps, for the discriminator to see (Shrivastava et al. 2017, arXiv:1612.07828, section
 * 2.3; Zhu et al. 2017, section 4). Registered state, changed inside the step.
 *
 * While it fills, pictures are kept and come back as they are. Then each, with probability 1/2, takes the place of a
 * kept one, which is shown instead. The pictures of one batch meet different places; the pool holds a multiple of the
 * batch for it.
 */
export class ImagePool {
  readonly #size: number;
  readonly #batch: number;
  readonly #pictures: tf.Variable;
  /** How many it holds. */
  readonly #held: tf.Variable;

  /** @param size pictures it holds at most; rounded down to a multiple of the batch, and at least one batch */
  constructor(name: string, size: number, batch: number, shape: readonly number[], state: State) {
    this.#batch = batch;
    this.#size = Math.max(1, Math.floor(size / batch)) * batch;
    const empty = tf.zeros([this.#size, ...shape]);
    this.#pictures = state.variable(`${name}/pictures`, empty);
    empty.dispose();
    this.#held = state.variable(`${name}/held`, 0);
  }

  /** `[batch, …]` new pictures to as many to be shown. No gradient passes. */
  exchange(pictures: tf.Tensor, random: RandomStream): tf.Tensor {
    const [n, size] = [this.#batch, this.#size];
    const column = (values: tf.Tensor) => tf.reshape(values, [-1, ...pictures.shape.slice(1).map(() => 1)]);
    const choose = (mask: tf.Tensor, yes: tf.Tensor, no: tf.Tensor) =>
      tf.add(tf.mul(mask, yes), tf.mul(tf.sub(1, mask), no));
    const held = this.#held.clone();
    const filling = tf.less(held, size).toFloat();
    // Places of this batch: `first`, `first` + 1, …, round the end.
    const first = choose(filling, held, random.integers([], 0, size).toFloat());
    const places = tf.mod(tf.add(first, tf.range(0, n, 1, 'float32')), size).toInt();
    const swapped = tf.mul(tf.sub(1, filling), random.bernoulli([n], 0.5));
    const shown = choose(column(swapped), tf.gather(this.#pictures, places), pictures);
    // The other way round: which picture of the batch a place would get.
    const turn = tf.mod(tf.add(tf.sub(tf.range(0, size, 1, 'float32'), first), size), size);
    const met = tf.less(turn, n).toFloat();
    const candidate = tf.minimum(turn, n - 1).toInt();
    const taken = tf.mul(met, tf.gather(tf.maximum(filling, swapped), candidate));
    this.#pictures.assign(choose(column(taken), tf.gather(pictures, candidate), this.#pictures));
    this.#held.assign(tf.minimum(tf.add(held, n), size));
    return shown;
  }
}
