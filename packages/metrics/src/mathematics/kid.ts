import { HostRandom } from '@saddle/core';
import type { LinearAlgebra } from './algebra/algebra.js';
import { javascriptAlgebra } from './algebra/javascript.js';
import { blocks, checkPair, gatherRows, input, type Matrix, type SamplePair } from './matrix.js';

export interface KidOptions {
  /** How many random subsets tell the spread of the estimate; default 100. 0 for none. */
  readonly subsets?: number;
  /** Samples per subset; default 1000, or all of the smaller set if that is less. */
  readonly subsetSize?: number;
  readonly seed?: number;
  readonly algebra?: LinearAlgebra;
}

export interface Kid {
  readonly name: 'KID';
  /** The unbiased estimate from all samples; may be negative. Not scaled by 100 or 1000. */
  readonly value: number;
  readonly subsets?: {
    readonly count: number;
    readonly size: number;
    readonly mean: number;
    readonly deviation: number;
  };
}

/**
 * Kernel Inception distance (Binkowski et al. 2018, arXiv:1801.01401): the unbiased squared MMD with the kernel
 * k(x, y) = (x.y/d + 1)^3, from all samples, and over random subsets without replacement as published figures have it.
 */
export function kid({ real, fake }: SamplePair, options: KidOptions = {}): Kid {
  checkPair({ real, fake }, 2);
  const fewest = Math.min(real.rows, fake.rows);
  const { subsets = 100, subsetSize = Math.min(1000, fewest), seed = 0, algebra = javascriptAlgebra } = options;
  if (!(subsetSize >= 2 && subsetSize <= fewest)) {
    throw input(`Expected KID subsets of 2 to ${fewest} samples, received ${subsetSize}.`);
  }
  const value = unbiasedMmd({ real, fake }, algebra);
  if (subsets === 0) return { name: 'KID', value };
  const random = new HostRandom(seed, '/metrics/kid');
  const pick = (set: Matrix) => gatherRows(set, random.permutation(set.rows).subarray(0, subsetSize));
  const values = Array.from({ length: subsets }, () => unbiasedMmd({ real: pick(real), fake: pick(fake) }, algebra));
  const mean = values.reduce((sum, one) => sum + one, 0) / subsets;
  const square = values.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return {
    name: 'KID',
    value,
    subsets: { count: subsets, size: subsetSize, mean, deviation: subsets > 1 ? Math.sqrt(square / (subsets - 1)) : 0 },
  };
}

/** Off-diagonal means within each set minus twice the mean across, the kernel matrix never held whole. */
function unbiasedMmd({ real, fake }: SamplePair, algebra: LinearAlgebra): number {
  const within = (set: Matrix) => sumWithin(set, algebra) / (set.rows * (set.rows - 1));
  const across = sumAcross({ real, fake }, algebra) / (real.rows * fake.rows);
  return within(real) + within(fake) - 2 * across;
}

function kernel(dot: number, dimensions: number): number {
  const base = dot / dimensions + 1;
  // Ten times as fast as `** 3`, and called once a pair.
  return base * base * base;
}

/** Over all ordered pairs of two different rows. */
function sumWithin(set: Matrix, algebra: LinearAlgebra): number {
  let total = 0;
  for (const [i, rows] of blocks(set)) {
    for (const [j, columns] of blocks(set, i)) {
      if (i === j) {
        const dots = algebra.rowProducts(rows, rows).data;
        total += kernelSum(dots, set.columns);
        for (let k = 0; k < rows.rows; k++) total -= kernel(dots[k * rows.rows + k]!, set.columns);
      } else {
        // The kernel is symmetric: tiles above the diagonal stand for those below.
        total += 2 * kernelSum(algebra.rowProducts(rows, columns).data, set.columns);
      }
    }
  }
  return total;
}

function sumAcross({ real, fake }: SamplePair, algebra: LinearAlgebra): number {
  let total = 0;
  for (const [, rows] of blocks(real)) {
    for (const [, columns] of blocks(fake)) {
      total += kernelSum(algebra.rowProducts(rows, columns).data, real.columns);
    }
  }
  return total;
}

function kernelSum(dots: Float64Array, dimensions: number): number {
  let sum = 0;
  for (let i = 0; i < dots.length; i++) sum += kernel(dots[i]!, dimensions);
  return sum;
}
