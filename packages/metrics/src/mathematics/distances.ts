import type { LinearAlgebra } from './algebra/algebra.js';
import { blocks, centred, columnMeans, type DoubleMatrix, type Matrix } from './matrix.js';

/**
 * Squared Euclidean distances of all rows of one set to all rows of another, tile by tile in bounded memory. They come
 * from |x|^2 + |y|^2 - 2 x.y, which is fast and cancels for near points: `exact` gives one distance from the
 * differences, and `doubtful` says below which gap two distances need it.
 */
export interface DistanceTile {
  /** Index of the tile's first row and first column. */
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
  /** Row-major. */
  readonly squared: Float64Array;
}

export class Distances {
  readonly #a: PreparedSet;
  readonly #b: PreparedSet;
  /** Squared distances that differ by less than this may be equal, or in the other order. */
  readonly doubtful: number;

  /** `b` may be the same object as `a`. */
  constructor(
    a: Matrix,
    b: Matrix,
    readonly algebra: LinearAlgebra,
  ) {
    // Distances do not depend on the origin; the rounding of the products does.
    const centre = columnMeans(a);
    this.#a = prepare(a, centre);
    this.#b = a === b ? this.#a : prepare(b, centre);
    this.doubtful = 16 * a.columns * Number.EPSILON * (this.#a.longest + this.#b.longest);
  }

  *tiles(): Generator<DistanceTile> {
    for (const [row, x] of blocks(this.#a.values)) {
      for (const [column, y] of blocks(this.#b.values)) {
        const squared = this.algebra.rowProducts(x, y).data;
        for (let i = 0, at = 0; i < x.rows; i++) {
          const own = this.#a.lengths[row + i]!;
          for (let j = 0; j < y.rows; j++, at++) {
            squared[at] = Math.max(0, own + this.#b.lengths[column + j]! - 2 * squared[at]!);
          }
        }
        yield { row, column, rows: x.rows, columns: y.rows, squared };
      }
    }
  }

  /** The squared distance of row i of the first set and row j of the second, from their differences. */
  exact(i: number, j: number): number {
    const { columns, data } = this.#a.values;
    const other = this.#b.values.data;
    let sum = 0;
    for (let k = 0, p = i * columns, q = j * columns; k < columns; k++, p++, q++) sum += (data[p]! - other[q]!) ** 2;
    return sum;
  }
}

interface PreparedSet {
  readonly values: DoubleMatrix;
  /** Squared lengths of the rows. */
  readonly lengths: Float64Array;
  readonly longest: number;
}

function prepare(matrix: Matrix, centre: Float64Array): PreparedSet {
  const values = centred(matrix, centre);
  const lengths = new Float64Array(matrix.rows);
  for (let i = 0, at = 0; i < matrix.rows; i++) {
    for (let k = 0; k < matrix.columns; k++, at++) lengths[i]! += values.data[at]! ** 2;
  }
  return { values, lengths, longest: lengths.reduce((most, value) => Math.max(most, value), 0) };
}
