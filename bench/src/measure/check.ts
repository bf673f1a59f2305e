import type { VariantRecord } from '../record.js';

/** Iterations whose losses are compared, and how much they may differ. */
export const checkedIterations = 5;
export const tolerance = 1e-4;

type Losses = NonNullable<VariantRecord['losses']>;

/**
 * Largest difference of two lists of losses, relative to the larger magnitude, but at least 0.1: the means of a
 * critic's scores begin near zero, where only rounding is left of them.
 */
export function largestDifference(reference: Losses, losses: Losses): number {
  const differences = Object.entries(reference).flatMap(([name, expected]) =>
    expected.map((value, i) => {
      const other = losses[name]?.[i] ?? Number.NaN;
      const difference = Math.abs(other - value) / Math.max(Math.abs(value), Math.abs(other), 0.1);
      return Number.isNaN(difference) ? Infinity : difference;
    }),
  );
  return Math.max(...differences);
}
