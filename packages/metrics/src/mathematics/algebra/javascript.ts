import { Matrix as MlMatrix, SingularValueDecomposition } from 'ml-matrix';
import { zeros, type DoubleMatrix } from '../matrix.js';
import type { LinearAlgebra } from './algebra.js';

/** Plain JavaScript with ml-matrix's singular values: works everywhere; fit for some hundred dimensions. */
export const javascriptAlgebra: LinearAlgebra = { name: 'javascript', rowProducts, columnProducts, singularValues };

function rowProducts(a: DoubleMatrix, b: DoubleMatrix): DoubleMatrix {
  const result = zeros(a.rows, b.rows);
  const width = a.columns;
  // Of a set with itself half is enough.
  const symmetric = a === b;
  const [x, y, out] = [a.data, b.data, result.data];
  // Two by two rows at a time: half the reads of one by one. Rows of b stay in cache over a stripe.
  const stripe = Math.max(2, 2 * Math.floor(8192 / width));
  for (let from = 0; from < b.rows; from += stripe) {
    const to = Math.min(from + stripe, b.rows);
    for (let i = 0; i < a.rows; i += 2) {
      const hasNextI = i + 1 < a.rows;
      const i0 = i * width;
      const i1 = hasNextI ? i0 + width : i0;
      for (let j = symmetric ? Math.max(from, i) : from; j < to; j += 2) {
        const hasNextJ = j + 1 < b.rows;
        const j0 = j * width;
        const j1 = hasNextJ ? j0 + width : j0;
        let s00 = 0;
        let s01 = 0;
        let s10 = 0;
        let s11 = 0;
        for (let k = 0; k < width; k++) {
          const x0 = x[i0 + k]!;
          const x1 = x[i1 + k]!;
          const y0 = y[j0 + k]!;
          const y1 = y[j1 + k]!;
          s00 += x0 * y0;
          s01 += x0 * y1;
          s10 += x1 * y0;
          s11 += x1 * y1;
        }
        const at = i * b.rows + j;
        out[at] = s00;
        if (hasNextJ) out[at + 1] = s01;
        if (hasNextI) out[at + b.rows] = s10;
        if (hasNextI && hasNextJ) out[at + b.rows + 1] = s11;
      }
    }
  }
  if (symmetric) {
    for (let i = 1; i < a.rows; i++) for (let j = 0; j < i; j++) out[i * a.rows + j] = out[j * a.rows + i]!;
  }
  return result;
}

const transposed = ({ rows, columns, data }: DoubleMatrix): DoubleMatrix => {
  const result = zeros(columns, rows);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result.data[j * rows + i] = data[i * columns + j]!;
  return result;
};

function columnProducts(a: DoubleMatrix, b: DoubleMatrix): DoubleMatrix {
  const left = transposed(a);
  return rowProducts(left, a === b ? left : transposed(b));
}

function singularValues({ rows, columns, data }: DoubleMatrix): Float64Array {
  const matrix = new MlMatrix(rows, columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) matrix.set(i, j, data[i * columns + j]!);
  const { diagonal } = new SingularValueDecomposition(matrix, {
    computeLeftSingularVectors: false,
    computeRightSingularVectors: false,
    autoTranspose: true,
  });
  return Float64Array.from(diagonal).sort().reverse();
}
