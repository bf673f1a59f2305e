import type { SgemmResult } from './record.js';

/** Floating-point operations of a product of square matrices. */
export const productFlops = (size: number): number => 2 * size ** 3;

export const fastestProduct = (results: readonly SgemmResult[]): SgemmResult =>
  results.reduce((a, b) => (a.gflops > b.gflops ? a : b));
