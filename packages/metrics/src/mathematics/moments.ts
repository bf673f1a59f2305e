import type { LinearAlgebra } from './algebra/algebra.js';
import { javascriptAlgebra } from './algebra/javascript.js';
import {
  centred,
  checkFeatures,
  columnMeans,
  input,
  rowSlice,
  zeros,
  type DoubleMatrix,
  type Matrix,
} from './matrix.js';

/** Count, mean and unbiased covariance (divisor count - 1) of features. */
export interface Moments {
  readonly count: number;
  readonly mean: Float64Array;
  readonly covariance: DoubleMatrix;
}

const rowsAtOnce = 4096;

/**
 * Mean and covariance of a stream of feature batches in double precision and memory of d^2, by pairwise updates of
 * centred sums (Chan, Golub and LeVeque 1983), which do not cancel as sums of squares do. Two streams can be merged.
 */
export class StreamedMoments {
  #count = 0;
  readonly #mean: Float64Array;
  /** Sum of outer products of what is centred at the mean. */
  readonly #scatter: DoubleMatrix;

  constructor(
    readonly dimensions: number,
    readonly algebra: LinearAlgebra = javascriptAlgebra,
  ) {
    this.#mean = new Float64Array(dimensions);
    this.#scatter = zeros(dimensions, dimensions);
  }

  get count(): number {
    return this.#count;
  }

  /** Takes in a batch of features, `[n, dimensions]`. Throws SADDLE_METRIC_INPUT on another width or non-finite values. */
  add(batch: Matrix): this {
    checkFeatures(batch, 'streamed', 0);
    this.#checkWidth(batch.columns);
    for (let from = 0; from < batch.rows; from += rowsAtOnce) {
      const part = rowSlice(batch, from, Math.min(from + rowsAtOnce, batch.rows));
      const mean = columnMeans(part);
      const deviations = centred(part, mean);
      this.#update(part.rows, mean, this.algebra.columnProducts(deviations, deviations).data);
    }
    return this;
  }

  /** Takes in everything another stream has seen. */
  merge(other: StreamedMoments): this {
    this.#checkWidth(other.dimensions);
    this.#update(other.#count, other.#mean, other.#scatter.data);
    return this;
  }

  /** Throws SADDLE_METRIC_INPUT before the second sample: there is no covariance yet. */
  result(): Moments {
    if (this.#count < 2) throw input(`Expected at least 2 samples for a covariance, received ${this.#count}.`);
    return {
      count: this.#count,
      mean: this.#mean.slice(),
      covariance: { ...this.#scatter, data: this.#scatter.data.map((sum) => sum / (this.#count - 1)) },
    };
  }

  #update(count: number, mean: Float64Array, scatter: Float64Array): void {
    if (count === 0) return;
    const total = this.#count + count;
    const shift = mean.map((value, i) => value - this.#mean[i]!);
    const weight = (this.#count * count) / total;
    const own = this.#scatter.data;
    for (let i = 0, at = 0; i < this.dimensions; i++) {
      const scaled = weight * shift[i]!;
      for (let j = 0; j < this.dimensions; j++, at++) own[at]! += scatter[at]! + scaled * shift[j]!;
    }
    shift.forEach((value, i) => (this.#mean[i]! += (value * count) / total));
    this.#count = total;
  }

  #checkWidth(columns: number): void {
    if (columns !== this.dimensions) {
      throw input(`Expected features of ${this.dimensions} columns, received ${columns}.`);
    }
  }
}

/** Mean and covariance of one set of features. */
export const momentsOf = (features: Matrix, algebra: LinearAlgebra = javascriptAlgebra): Moments =>
  new StreamedMoments(features.columns, algebra).add(features).result();
