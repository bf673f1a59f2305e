import { SaddleError } from '@saddle/core';

/** A dense matrix, row-major: element (i, j) is `data[i * columns + j]`. Features have one sample a row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array | Float64Array;
}

/** A matrix in double precision. */
export interface DoubleMatrix extends Matrix {
  readonly data: Float64Array;
}

/** Every two-sample metric takes its sets by these names, so that they cannot be swapped by position. */
export interface SamplePair {
  readonly real: Matrix;
  readonly fake: Matrix;
}

export const zeros = (rows: number, columns: number): DoubleMatrix => ({
  rows,
  columns,
  data: new Float64Array(rows * columns),
});

/** Rows `from` (included) to `to` (excluded), without copying. */
export const rowSlice = <M extends Matrix>(matrix: M, from: number, to: number): M => ({
  ...matrix,
  rows: to - from,
  data: matrix.data.subarray(from * matrix.columns, to * matrix.columns),
});

const rowsPerBlock = 1024;

/** Blocks of rows in double precision, each with the index of its first row, from row `from` on. */
export function* blocks(matrix: Matrix, from = 0): Generator<readonly [number, DoubleMatrix]> {
  for (let start = from; start < matrix.rows; start += rowsPerBlock) {
    yield [start, asDouble(rowSlice(matrix, start, Math.min(start + rowsPerBlock, matrix.rows)))];
  }
}

/** The rows at `indices`, copied. */
export function gatherRows(matrix: Matrix, indices: ArrayLike<number>): DoubleMatrix {
  const result = zeros(indices.length, matrix.columns);
  for (let i = 0; i < indices.length; i++) {
    const start = indices[i]! * matrix.columns;
    result.data.set(matrix.data.subarray(start, start + matrix.columns), i * matrix.columns);
  }
  return result;
}

export const asDouble = (matrix: Matrix): DoubleMatrix =>
  matrix.data instanceof Float64Array ? (matrix as DoubleMatrix) : { ...matrix, data: Float64Array.from(matrix.data) };

/** `matrix` minus `centre` in every row, in double precision. */
export function centred(matrix: Matrix, centre: Float64Array): DoubleMatrix {
  const result = zeros(matrix.rows, matrix.columns);
  for (let i = 0, at = 0; i < matrix.rows; i++) {
    for (let j = 0; j < matrix.columns; j++, at++) result.data[at] = matrix.data[at]! - centre[j]!;
  }
  return result;
}

export function columnMeans({ rows, columns, data }: Matrix): Float64Array {
  const means = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) for (let j = 0; j < columns; j++) means[j]! += data[at++]!;
  return means.map((sum) => sum / rows);
}

/** Throws SADDLE_METRIC_INPUT unless the matrix has `least` rows, its size fits its data and all of it is finite. */
export function checkFeatures(matrix: Matrix, name: string, least = 1): void {
  const { rows, columns, data } = matrix;
  if (rows * columns !== data.length || columns < 1) {
    throw input(`Expected ${name} features of ${rows} x ${columns} values, received ${data.length} values.`);
  }
  if (rows < least) throw input(`Expected at least ${least} ${name} samples, received ${rows}.`);
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i]!)) {
      const place = `row ${Math.floor(i / columns)}, column ${i % columns}`;
      throw input(
        `Expected finite ${name} features, received ${data[i]} in ${place}.`,
        'A diverged generator gives such pictures: look at its samples.',
      );
    }
  }
}

/** Throws SADDLE_METRIC_INPUT unless both sets are valid and have the same number of columns. */
export function checkPair({ real, fake }: SamplePair, least = 1): void {
  checkFeatures(real, 'real', least);
  checkFeatures(fake, 'fake', least);
  if (real.columns !== fake.columns) {
    throw input(
      `Expected real and fake features of one width, received ${real.columns} and ${fake.columns} columns.`,
      'Extract both with the same extractor.',
    );
  }
}

export const input = (problem: string, advice?: string): SaddleError =>
  new SaddleError('SADDLE_METRIC_INPUT', { problem, ...(advice !== undefined && { advice }) });
