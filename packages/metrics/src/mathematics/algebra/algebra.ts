import type { DoubleMatrix } from '../matrix.js';

/** What the metrics need fast, in double precision. */
export interface LinearAlgebra {
  readonly name: string;
  /** a b^T: `[n, d] x [m, d] -> [n, m]`, all dot products of rows. */
  rowProducts(a: DoubleMatrix, b: DoubleMatrix): DoubleMatrix;
  /** a^T b: `[n, d] x [n, e] -> [d, e]`. */
  columnProducts(a: DoubleMatrix, b: DoubleMatrix): DoubleMatrix;
  /** All singular values, largest first, each to about machine precision times the largest. */
  singularValues(a: DoubleMatrix): Float64Array;
}
