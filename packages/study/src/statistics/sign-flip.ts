import { requireCount } from './summary.js';

export interface SignFlip {
  readonly test: 'exact sign-flip';
  /** Two-sided. */
  readonly p: number;
}

/** 2^20 sums on each side of the split. */
const most = 40;

/**
 * The exact sign-flip test of paired differences (Fisher's randomization test): the share of the 2^K sign patterns
 * whose sum is at least as far from 0. Equals SciPy's `permutation_test(permutation_type='samples')`.
 */
export function signFlip(differences: readonly number[]): SignFlip {
  requireCount(differences, 1, 'A sign-flip test');
  if (differences.length > most)
    throw new RangeError(`Expected at most ${most} pairs, received ${differences.length}.`);
  // All sums of one half against all of the other: 2^(K/2) sums to sort instead of 2^K to visit.
  const half = Math.floor(differences.length / 2);
  const first = signedSums(differences.slice(0, half));
  const second = signedSums(differences.slice(half)).sort();
  const scale = differences.reduce((sum, value) => sum + Math.abs(value), 0);
  // Sums that are equal on paper may differ in their last digits.
  const least = Math.abs(differences.reduce((sum, value) => sum + value, 0)) - 1e-12 * scale;
  if (least <= 0) return { test: 'exact sign-flip', p: 1 };
  let upper = 0;
  for (const sum of first) upper += second.length - firstAtLeast(second, least - sum);
  return { test: 'exact sign-flip', p: (2 * upper) / 2 ** differences.length };
}

function signedSums(values: readonly number[]): Float64Array {
  let sums = Float64Array.of(0);
  for (const value of values) {
    const doubled = new Float64Array(2 * sums.length);
    sums.forEach((sum, i) => {
      doubled[2 * i] = sum + value;
      doubled[2 * i + 1] = sum - value;
    });
    sums = doubled;
  }
  return sums;
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
