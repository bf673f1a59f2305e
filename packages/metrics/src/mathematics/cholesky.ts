import type { LinearAlgebra } from './algebra/algebra.js';
import { javascriptAlgebra } from './algebra/javascript.js';
import { rowSlice, zeros, type DoubleMatrix } from './matrix.js';

/** Pivots between two updates of the whole matrix: those run as one product, fast and kind to the cache. */
const pivotsPerBlock = 64;

/**
 * Cholesky factor with diagonal pivoting of a symmetric positive semidefinite matrix S: U, `[rank, d]`, with
 * U^T U = S. It ends where the largest remaining diagonal is rounding noise (d x epsilon x the largest diagonal), so
 * rank-deficient matrices are factored exactly as well as others (Higham 1990, 'Analysis of the Cholesky
 * decomposition of a semi-definite matrix').
 */
export function pivotedCholesky(matrix: DoubleMatrix, algebra: LinearAlgebra = javascriptAlgebra): DoubleMatrix {
  const size = matrix.rows;
  /** S less the products of the blocks done. */
  const rest = matrix.data.slice();
  /** The diagonal less the squares of all rows so far; below everything where already used as pivot. */
  const remaining = Float64Array.from({ length: size }, (_, i) => rest[i * size + i]!);
  const noise = size * Number.EPSILON * remaining.reduce((most, value) => Math.max(most, value), 0);
  const factor = zeros(size, size);
  const row = (i: number) => factor.data.subarray(i * size, (i + 1) * size);

  for (let start = 0; start < size; start += pivotsPerBlock) {
    const end = Math.min(start + pivotsPerBlock, size);
    for (let rank = start; rank < end; rank++) {
      const pivot = indexOfLargest(remaining);
      if (!(remaining[pivot]! > noise)) return rowSlice(factor, 0, rank);
      const next = row(rank);
      next.set(rest.subarray(pivot * size, (pivot + 1) * size));
      for (let i = start; i < rank; i++) subtract(next, row(i), row(i)[pivot]!);
      const root = Math.sqrt(remaining[pivot]!);
      for (let j = 0; j < size; j++) {
        next[j] = remaining[j] === -Infinity ? 0 : next[j]! / root;
        remaining[j]! -= next[j]! ** 2;
      }
      next[pivot] = root;
      remaining[pivot] = -Infinity;
    }
    const block = rowSlice(factor, start, end);
    if (end < size) subtract(rest, algebra.columnProducts(block, block).data, 1);
  }
  return factor;
}

function subtract(from: Float64Array, values: Float64Array, scale: number): void {
  for (let i = 0; i < from.length; i++) from[i]! -= scale * values[i]!;
}

function indexOfLargest(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
