import { normalInverse } from './distributions.js';

/** `paired`: seeds fix shared initialisation and data order, and runs of one seed correlate. */
export type Design = 'independent' | 'paired';

/** Pairs by seed are used from this pilot correlation on. */
export const leastCorrelationToPair = 0.3;

const choose = (n: number, k: number) => {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return Math.round(result);
};

/** The smallest two-sided p that the exact Mann-Whitney test of so many untied runs can give. */
export const smallestMannWhitney = (countX: number, countY: number): number =>
  Math.min(1, 2 / choose(countX + countY, Math.min(countX, countY)));

/** The smallest two-sided p that the exact sign-flip test of so many pairs can give. */
export const smallestSignFlip = (pairs: number): number => Math.min(1, 2 / 2 ** pairs);

export interface SeedPlan {
  /** Variance between seeds of y (independent) or of the paired differences. */
  readonly variance: number;
  /** The difference to find, on the scale of analysis: ln(1 + delta) for ratios. */
  readonly margin: number;
  readonly design?: Design;
  readonly alpha?: number;
  readonly power?: number;
}

/**
 * Seeds per variant that find a difference of `margin` with the given power (default .8) at a two-sided `alpha`
 * (default .05): 2 (z(1 - alpha/2) + z(power))^2 s^2 / margin^2, which is 15.7 s^2 / ln^2(1 + delta); half of it for
 * pairs, with the variance of the differences. At least 2.
 */
export function plannedSeeds({
  variance,
  margin,
  design = 'independent',
  alpha = 0.05,
  power = 0.8,
}: SeedPlan): number {
  if (!(margin > 0 && variance >= 0)) {
    throw new RangeError(`Expected a margin above 0 and a variance of at least 0, received ${margin} and ${variance}.`);
  }
  const arms = design === 'independent' ? 2 : 1;
  const factor = arms * (normalInverse(1 - alpha / 2) + normalInverse(power)) ** 2;
  return Math.max(2, Math.ceil((factor * variance) / margin ** 2));
}
