import { SaddleError } from '../errors/index.js';
import { HostRandom } from '../random/host.js';

/**
 * Which examples make which batch. Every epoch is a permutation of its own, drawn from (seed, number of the epoch),
 * cut into whole batches; the examples left over at its end are not seen in that epoch. So batch number `cursor` is a
 * function of (seed, cursor) alone, whoever reads it and in whatever order.
 */
export class BatchOrder {
  readonly batchesPerEpoch: number;
  readonly #random: HostRandom;
  /** The two epochs last asked for: reading ahead crosses from one into the next. */
  readonly #permutations = new Map<number, Uint32Array>();

  /** @throws SADDLE_CONFIG_INCOMPATIBLE where the data cannot fill one batch. */
  constructor(
    readonly length: number,
    readonly batch: number,
    seed: number,
  ) {
    this.batchesPerEpoch = Math.floor(length / batch);
    this.#random = new HostRandom(seed);
    if (this.batchesPerEpoch < 1) {
      throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
        problem: `A batch of ${batch} examples was asked for, but the data set has ${length}.`,
        advice: `Set the batch to ${Math.max(length, 1)} or less, or use more data.`,
      });
    }
  }

  /** The examples of batch number `cursor` (0, 1, …), in a fresh array of `batch` numbers. */
  indices(cursor: number): Uint32Array {
    const permutation = this.#permutation(this.epochOf(cursor));
    const start = (cursor % this.batchesPerEpoch) * this.batch;
    return permutation.slice(start, start + this.batch);
  }

  /** How often all examples were gone through before batch number `cursor`. */
  epochOf(cursor: number): number {
    return Math.floor(cursor / this.batchesPerEpoch);
  }

  #permutation(epoch: number): Uint32Array {
    let permutation = this.#permutations.get(epoch);
    if (!permutation) {
      permutation = this.#random.scope(`data/epoch/${epoch}`).permutation(this.length);
      const [oldest] = this.#permutations.keys();
      if (this.#permutations.size > 1) this.#permutations.delete(oldest!);
      this.#permutations.set(epoch, permutation);
    }
    return permutation;
  }
}
