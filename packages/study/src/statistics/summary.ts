/** Refuses an empty or short sample: a figure made of too few values would be NaN and travel on unseen. */
export function requireCount(values: ArrayLike<number>, least: number, what: string): void {
  if (values.length < least) throw new RangeError(`${what} needs at least ${least} values, received ${values.length}.`);
}

export function mean(values: readonly number[]): number {
  requireCount(values, 1, 'A mean');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample variance, divisor K - 1. */
export function variance(values: readonly number[]): number {
  requireCount(values, 2, 'A variance');
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}

export const standardDeviation = (values: readonly number[]): number => Math.sqrt(variance(values));

export const ascending = (values: Iterable<number>): Float64Array => Float64Array.from(values).sort();

/**
 * The quantile of an ascending sample by linear interpolation between order statistics
 * (Hyndman and Fan's type 7, NumPy's default).
 */
export function quantileOfSorted(sorted: ArrayLike<number>, probability: number): number {
  requireCount(sorted, 1, 'A quantile');
  const place = probability * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  // Infinite values stand for failed runs; arithmetic with two of them would give NaN.
  return low === high || place === below || !Number.isFinite(low) ? low : low + (place - below) * (high - low);
}

/** May be infinite where infinite values stand for failed runs. */
export const median = (values: readonly number[]): number => quantileOfSorted(ascending(values), 0.5);

/** The interquartile mean of ascending values: floor(K/4) values are cut on each side (SciPy's `trim_mean`, .25). */
export function interquartileMeanOfSorted(sorted: ArrayLike<number>): number {
  requireCount(sorted, 1, 'An interquartile mean');
  const cut = Math.floor(sorted.length / 4);
  let sum = 0;
  for (let i = cut; i < sorted.length - cut; i++) sum += sorted[i]!;
  return sum / (sorted.length - 2 * cut);
}

/**
 * The interquartile mean (IQM; Agarwal et al. 2021, arXiv:2108.13264): floor(K/4) values are cut on each side, so it
 * is the plain mean up to 3 values.
 */
export const interquartileMean = (values: readonly number[]): number => interquartileMeanOfSorted(ascending(values));

/** Pearson's correlation; NaN where one side is constant. */
export function correlation(x: readonly number[], y: readonly number[]): number {
  requireCount(x, 2, 'A correlation');
  if (x.length !== y.length)
    throw new RangeError(`Expected two samples of one length, received ${x.length} and ${y.length}.`);
  const [meanX, meanY] = [mean(x), mean(y)];
  let [xx, xy, yy] = [0, 0, 0];
  x.forEach((value, i) => {
    const [dx, dy] = [value - meanX, y[i]! - meanY];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  });
  return xy / Math.sqrt(xx * yy);
}
