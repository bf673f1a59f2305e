import type { Matrix } from '../mathematics/index.js';

/** Keeps the normal equations of constant and of dependent columns solvable; far below the noise of any table. */
const ridge = 1e-9;

export interface LinearModel {
  /** Weights of the columns, then the constant. */
  readonly weights: Float64Array;
}

/** Least squares of one column of a table on the others and a constant, by normal equations in double precision. */
export function fitColumn(table: Matrix, target: number): LinearModel {
  const width = table.columns;
  // The target's own place holds the constant.
  const valueAt = (row: number, column: number) => (column === target ? 1 : table.data[row * width + column]!);
  const normal = new Float64Array(width * width);
  const right = new Float64Array(width);
  for (let row = 0; row < table.rows; row++) {
    const wanted = table.data[row * width + target]!;
    for (let i = 0; i < width; i++) {
      right[i]! += valueAt(row, i) * wanted;
      for (let j = 0; j <= i; j++) normal[i * width + j]! += valueAt(row, i) * valueAt(row, j);
    }
  }
  for (let i = 0; i < width; i++) normal[i * width + i]! += ridge * (normal[i * width + i]! + 1);
  return { weights: solve(normal, right) };
}

/** R^2 of a model's predictions of a column, against predicting its mean; below 0 where it is worse than that. */
export function determination({ weights }: LinearModel, table: Matrix, target: number): number {
  const width = table.columns;
  let mean = 0;
  for (let row = 0; row < table.rows; row++) mean += table.data[row * width + target]! / table.rows;
  let [residual, total] = [0, 0];
  for (let row = 0; row < table.rows; row++) {
    let predicted = 0;
    for (let i = 0; i < width; i++) predicted += weights[i]! * (i === target ? 1 : table.data[row * width + i]!);
    const wanted = table.data[row * width + target]!;
    residual += (wanted - predicted) ** 2;
    total += (wanted - mean) ** 2;
  }
  return total > 0 ? 1 - residual / total : 0;
}

/** Solves a symmetric positive definite system by Cholesky; `matrix` holds the lower triangle. */
function solve(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const factor = matrix.slice();
  for (let j = 0; j < size; j++) {
    for (let i = j; i < size; i++) {
      let sum = factor[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= factor[i * size + k]! * factor[j * size + k]!;
      factor[i * size + j] = i === j ? Math.sqrt(sum) : sum / factor[j * size + j]!;
    }
  }
  const x = right.slice();
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i]! -= factor[i * size + k]! * x[k]!;
    x[i]! /= factor[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i]! -= factor[k * size + i]! * x[k]!;
    x[i]! /= factor[i * size + i]!;
  }
  return x;
}
