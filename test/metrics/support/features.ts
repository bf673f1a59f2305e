import { readFileSync } from 'node:fs';
import type { Matrix, Pictures } from '@saddle/metrics';

/** As test/references/metrics.py makes them: the same bits, so that no features are stored. */
export function uniform(count: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  });
}

/** Near-normal features `[rows, columns]`: sums of four uniforms. */
export function features(rows: number, columns: number, seed: number, scale = 1, shift = 0): Matrix {
  const values = uniform(4 * rows * columns, seed);
  const data = Float64Array.from({ length: rows * columns }, (_, i) => {
    const sum = values[4 * i]! + values[4 * i + 1]! + values[4 * i + 2]! + values[4 * i + 3]!;
    return (sum - 2) * scale + shift;
  });
  return { rows, columns, data };
}

/** A new matrix from each row of another. */
export const mapRows = (matrix: Matrix, map: (row: number[], index: number) => number[]): Matrix => {
  const rows = Array.from({ length: matrix.rows }, (_, i) =>
    map([...matrix.data.subarray(i * matrix.columns, (i + 1) * matrix.columns)], i),
  );
  return { rows: matrix.rows, columns: rows[0]!.length, data: Float64Array.from(rows.flat()) };
};

export const firstRows = (matrix: Matrix, rows: number): Matrix => ({
  ...matrix,
  rows,
  data: matrix.data.slice(0, rows * matrix.columns),
});

/** Smooth pictures in [0, 1], `[count, size, size, channels]`. */
export function pictures(count: number, size: number, channels: number, seed: number): Pictures {
  const cells = size / 8;
  const coarse = uniform(count * cells * cells * channels, seed);
  const fine = uniform(count * size * size * channels, seed + 1);
  const data = fine.map((value, at) => {
    const channel = at % channels;
    const column = Math.floor(at / channels) % size;
    const row = Math.floor(at / (channels * size)) % size;
    const index = Math.floor(at / (channels * size * size));
    const cell = (index * cells + Math.floor(row / 8)) * cells + Math.floor(column / 8);
    return 0.75 * coarse[cell * channels + channel]! + 0.25 * value;
  });
  return { shape: [count, size, size, channels], data };
}

export type Manifold = { precision: number; recall: number; density: number; coverage: number };
export type Score = { fid: number; kid: number; k5: Manifold; k3: Manifold };

export interface MetricReferences {
  checksum: [number, number, number];
  wide: Score;
  swapped: Score;
  rankDeficient: Score;
  long: Score;
  few: Score;
  collapsed: { fid: number; kid: number };
  identical: { kid: number; k5: Manifold };
  oneMode: Score;
  moments: { mean: number[]; covariance: number[] };
  inceptionScore: number;
  sliced: Record<'1' | '2', number>;
  wasserstein: number;
  tables: { wasserstein: number[]; ks: number[]; correlationMean: number; correlationLargest: number };
  msSsim: { big: number[]; small: number[] };
  line: { slope: number; intercept: number; r2: number };
}

/** Written by test/references/metrics.py: NumPy 2.4.6, SciPy 1.17.1, prdc 0.2. */
export const references = JSON.parse(
  readFileSync(new URL('../../../references/metrics.json', import.meta.url), 'utf8'),
) as MetricReferences;

export const wide = {
  real: features(400, 24, 1),
  fake: features(500, 24, 2, 1.5, 0.25),
};

/** Rank 6 of 24: copies, sums and constants. */
const narrow = (set: Matrix) =>
  mapRows(set, (row) => [
    ...row,
    ...row.slice(0, 4).map((value) => 2 * value),
    ...row.slice(0, 4).map((value, i) => value + row[i + 2]!),
    ...Array.from({ length: 10 }, () => 0.5),
  ]);

export const rankDeficient = { real: narrow(features(300, 6, 3)), fake: narrow(features(320, 6, 4, 0.5, 0.125)) };

export const few = { real: features(20, 64, 5), fake: features(28, 64, 6, 1.25) };

/** More rows than are taken at once. */
export const long = { real: features(4200, 4, 13), fake: features(1100, 4, 14, 1.25) };

/** Every fake the same. */
export const collapsed = {
  real: features(200, 16, 7),
  fake: mapRows(features(200, 16, 7), () => [...features(1, 16, 8).data]),
};

/** Real data on four far modes; a generator stuck on the first. */
export const oneMode = {
  real: mapRows(features(400, 8, 11), ([first, ...rest], i) => [first! + 8 * (i % 4), ...rest]),
  fake: features(400, 8, 12, 0.5),
};
