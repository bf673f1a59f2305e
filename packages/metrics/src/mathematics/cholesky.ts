import { zeros, type DoubleMatrix } from './matrix.js';

/**
 * Cholesky factor with diagonal pivoting of a symmetric positive semidefinite matrix S: U, `[rank, d]`, with
 * U^T U = S. It ends where the largest remaining diagonal is rounding noise (d x epsilon x the largest diagonal), so
 * rank-deficient matrices are factored exactly as well as others (Higham 1990, 'Analysis of the Cholesky
 * decomposition of a semi-definite matrix').
 */
export function pivotedCholesky(matrix: DoubleMatrix): DoubleMatrix {
  const size = matrix.rows;
  // What remains of S after the pivots so far.
  const rest = matrix.data.slice();
  const order = Int32Array.from({ length: size }, (_, i) => i);
  const factor = zeros(size, size);
  let largest = 0;
  for (let i = 0; i < size; i++) largest = Math.max(largest, rest[i * size + i]!);
  const noise = size * Number.EPSILON * largest;

  let rank = 0;
  for (; rank < size; rank++) {
    let best = rank;
    for (let k = rank + 1; k < size; k++) {
      if (diagonal(rest, size, order[k]!) > diagonal(rest, size, order[best]!)) best = k;
    }
    const pivot = order[best]!;
    const remaining = diagonal(rest, size, pivot);
    if (!(remaining > noise)) break;
    order[best] = order[rank]!;
    order[rank] = pivot;
    const root = Math.sqrt(remaining);
    const row = factor.data.subarray(rank * size, (rank + 1) * size);
    row[pivot] = root;
    for (let k = rank + 1; k < size; k++) row[order[k]!] = rest[pivot * size + order[k]!]! / root;
    for (let k = rank + 1; k < size; k++) {
      const i = order[k]!;
      const scale = row[i]!;
      if (scale === 0) continue;
      // `row` is 0 at earlier pivots, and rows in memory order are faster than the triangle in pivot order.
      const start = i * size;
      for (let j = 0; j < size; j++) rest[start + j]! -= scale * row[j]!;
    }
  }
  return { rows: rank, columns: size, data: factor.data.subarray(0, rank * size) };
}

const diagonal = (data: Float64Array, size: number, i: number) => data[i * size + i]!;
