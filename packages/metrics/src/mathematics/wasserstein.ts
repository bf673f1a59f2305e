import { HostRandom } from '@saddle/core';
import type { LinearAlgebra } from './algebra/algebra.js';
import { javascriptAlgebra } from './algebra/javascript.js';
import {
  blocks,
  checkFeatures,
  checkPair,
  input,
  rowSlice,
  zeros,
  type DoubleMatrix,
  type SamplePair,
} from './matrix.js';

/**
 * The exact p-Wasserstein distance of two samples of numbers, of equal or unequal size: the L^p distance of their
 * quantile functions. With p = 1 what SciPy's `wasserstein_distance` gives.
 */
export function wasserstein1d(
  { real, fake }: { readonly real: ArrayLike<number>; readonly fake: ArrayLike<number> },
  { order = 1 }: { readonly order?: number } = {},
): number {
  if (real.length === 0 || fake.length === 0) throw input('Expected samples on both sides, received none.');
  return costOfSorted(Float64Array.from(real).sort(), Float64Array.from(fake).sort(), order) ** (1 / order);
}

/** The mean p-th power of the distance between quantiles, walking both step functions at once. */
function costOfSorted(a: Float64Array, b: Float64Array, order: number): number {
  // Whole numbers for the steps: i / n and j / m as i m and j n out of n m.
  const total = a.length * b.length;
  let [i, j, at, sum] = [0, 0, 0, 0];
  while (at < total) {
    const next = Math.min((i + 1) * b.length, (j + 1) * a.length);
    sum += ((next - at) / total) * Math.abs(a[i]! - b[j]!) ** order;
    at = next;
    if (at === (i + 1) * b.length) i += 1;
    if (at === (j + 1) * a.length) j += 1;
  }
  return sum;
}

/** `count` directions uniform on the unit sphere, one a row, from `seed` alone. */
export function randomDirections({
  count,
  dimensions,
  seed = 0,
}: {
  readonly count: number;
  readonly dimensions: number;
  readonly seed?: number;
}): DoubleMatrix {
  const random = new HostRandom(seed, '/metrics/directions');
  const directions = zeros(count, dimensions);
  for (let i = 0; i < count; i++) {
    const row = directions.data.subarray(i * dimensions, (i + 1) * dimensions);
    row.forEach((_, j) => (row[j] = random.normal()));
    const length = Math.hypot(...row);
    row.forEach((value, j) => (row[j] = value / length));
  }
  return directions;
}

export interface SlicedWassersteinOptions {
  /** Number of random directions; default 128. */
  readonly projections?: number;
  /** Directions of one's own instead, unit length, one a row. */
  readonly directions?: DoubleMatrix;
  /** p; default 2. */
  readonly order?: number;
  readonly seed?: number;
  readonly algebra?: LinearAlgebra;
}

export interface SlicedWasserstein {
  readonly value: number;
  readonly projections: number;
  readonly order: number;
}

/**
 * The sliced Wasserstein distance (Rabin et al. 2011; Bonneel et al. 2015): (mean over directions of the p-th power
 * of the 1-D distance of the projections)^(1/p).
 */
export function slicedWasserstein(
  { real, fake }: SamplePair,
  options: SlicedWassersteinOptions = {},
): SlicedWasserstein {
  checkPair({ real, fake });
  const { projections: count = 128, order = 2, seed = 0, algebra = javascriptAlgebra } = options;
  const directions = options.directions ?? randomDirections({ count, dimensions: real.columns, seed });
  checkFeatures(directions, 'direction');
  if (directions.columns !== real.columns) {
    throw input(`Expected directions of ${real.columns} dimensions, received ${directions.columns}.`);
  }
  let sum = 0;
  // A few directions at a time bound the memory to that many columns of projections.
  for (let from = 0; from < directions.rows; from += 32) {
    const part = rowSlice(directions, from, Math.min(from + 32, directions.rows));
    const projected = { real: project(real, part, algebra), fake: project(fake, part, algebra) };
    projected.real.forEach((values, i) => (sum += costOfSorted(values, projected.fake[i]!, order)));
  }
  return { value: (sum / directions.rows) ** (1 / order), projections: directions.rows, order };
}

/** The sorted projections of all rows on each direction. */
function project(set: SamplePair['real'], directions: DoubleMatrix, algebra: LinearAlgebra): Float64Array[] {
  const projected = Array.from({ length: directions.rows }, () => new Float64Array(set.rows));
  for (const [start, rows] of blocks(set)) {
    const products = algebra.rowProducts(directions, rows);
    projected.forEach((values, i) => values.set(products.data.subarray(i * rows.rows, (i + 1) * rows.rows), start));
  }
  return projected.map((values) => values.sort());
}
