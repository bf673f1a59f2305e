import { HostRandom, SaddleError } from '@saddle/core';
import type { LinearAlgebra } from './algebra/algebra.js';
import { javascriptAlgebra } from './algebra/javascript.js';
import { frechetDistance, frechetDistanceOfFeatures } from './frechet.js';
import { checkPair, gatherRows, type SamplePair } from './matrix.js';
import { momentsOf, StreamedMoments, type Moments } from './moments.js';

export interface FidOptions {
  /** Compute with fewer than 2 x dimensions samples too; the result is then marked `small`. */
  readonly allowSmall?: boolean;
  readonly algebra?: LinearAlgebra;
}

export interface Fid {
  /** The bias falls as 1/N, so N is part of the name: `FID_10000`. */
  readonly name: string;
  readonly value: number;
  readonly samples: { readonly real: number; readonly fake: number };
  readonly dimensions: number;
  /** Made from fewer than 2 x dimensions samples: mostly bias. */
  readonly small: boolean;
}

/**
 * Frechet Inception distance of features (any extractor's). Throws SADDLE_METRIC_TOO_FEW below 2 x dimensions samples
 * of either set unless `allowSmall`.
 */
export function fid({ real, fake }: SamplePair, options: FidOptions = {}): Fid {
  checkPair({ real, fake }, 2);
  const described = describe({ real: real.rows, fake: fake.rows }, real.columns, options);
  return { ...described, value: frechetDistanceOfFeatures({ real, fake }, options.algebra) };
}

/** The same from streamed or cached moments. */
export function fidOfMoments(
  { real, fake }: { readonly real: Moments; readonly fake: Moments },
  options: FidOptions = {},
): Fid {
  const described = describe({ real: real.count, fake: fake.count }, real.mean.length, options);
  return { ...described, value: frechetDistance({ real, fake }, options.algebra) };
}

/** Fewer samples than this many per dimension leave the covariance too rough for a distance. */
const samplesPerDimension = 2;

/** @throws SADDLE_METRIC_TOO_FEW below 2 x dimensions samples of either set */
export function requireEnough(samples: Fid['samples'], dimensions: number): void {
  const needed = samplesPerDimension * dimensions;
  if (Math.min(samples.real, samples.fake) >= needed) return;
  throw new SaddleError('SADDLE_METRIC_TOO_FEW', {
    problem: `Expected at least ${needed} samples (2 x ${dimensions} dimensions) for FID, received ${samples.real} real and ${samples.fake} fake.`,
    advice:
      'Give more samples, use KID, which is unbiased, or allow small sets (--allow-small, `allowSmall: true`) to get a figure marked as such.',
  });
}

function describe(samples: Fid['samples'], dimensions: number, { allowSmall = false }: FidOptions): Omit<Fid, 'value'> {
  const fewest = Math.min(samples.real, samples.fake);
  const small = fewest < samplesPerDimension * dimensions;
  if (!allowSmall) requireEnough(samples, dimensions);
  return { name: `FID_${fewest}`, samples, dimensions, small };
}

export interface FidInfinityOptions extends FidOptions {
  /** How many sample sizes the line is fitted to. */
  readonly sizes?: number;
  /** The smallest size; default the larger of a tenth of the fake samples and, unless `allowSmall`, 2 x dimensions. */
  readonly smallest?: number;
  readonly seed?: number;
}

export interface FidInfinity {
  readonly name: 'FID_infinity';
  /** The fitted line at 1/N = 0. */
  readonly value: number;
  /** Of FID against 1/N. */
  readonly slope: number;
  /** Share of the variance of the FIDs that the line explains. */
  readonly r2: number;
  readonly points: readonly { readonly samples: number; readonly fid: number }[];
  readonly small: boolean;
}

/**
 * FID extrapolated to infinitely many fake samples (Chong and Forsyth 2020, arXiv:1911.07023): FIDs of random subsets
 * of 15 evenly spaced sizes against all real samples, a line through them over 1/N, its intercept. The real set's own
 * bias stays in. Throws SADDLE_METRIC_TOO_FEW like `fid`.
 */
export function fidInfinity({ real, fake }: SamplePair, options: FidInfinityOptions = {}): FidInfinity {
  const { sizes = 15, seed = 0, algebra = javascriptAlgebra } = options;
  checkPair({ real, fake }, 2);
  const { small } = describe({ real: real.rows, fake: fake.rows }, real.columns, options);
  const smallest = smallestSize({ fake: fake.rows, dimensions: real.columns }, { ...options, sizes });
  const reference = momentsOf(real, algebra);
  const random = new HostRandom(seed, '/metrics/fid-infinity');
  const points = Array.from({ length: sizes }, (_, i) => {
    const samples = Math.round(smallest + ((fake.rows - smallest) * i) / (sizes - 1));
    const chosen = random.permutation(fake.rows).subarray(0, samples);
    const subset = momentsOfRows(fake, chosen, algebra);
    return { samples, fid: frechetDistance({ real: reference, fake: subset }, algebra) };
  });
  const { slope, intercept, r2 } = fitLine(points.map(({ samples, fid: value }) => ({ x: 1 / samples, y: value })));
  return { name: 'FID_infinity', value: intercept, slope, r2, points, small: small || smallest < 2 * real.columns };
}

/** The smallest sample size of the fit. @throws SADDLE_METRIC_TOO_FEW where there is no room for so many sizes above it */
export function smallestSize(
  { fake, dimensions }: { readonly fake: number; readonly dimensions: number },
  { allowSmall = false, sizes = 15, smallest }: FidInfinityOptions = {},
): number {
  const floor = allowSmall ? 2 : samplesPerDimension * dimensions;
  const first = smallest ?? Math.max(floor, Math.ceil(fake / 10));
  if (first >= floor && fake - first >= sizes - 1 && sizes >= 2) return first;
  throw new SaddleError('SADDLE_METRIC_TOO_FEW', {
    problem: `Expected room for ${sizes} sample sizes from ${first} up (at least ${floor}) for FID-infinity, received ${fake} fake samples.`,
    advice: 'Give more fake samples or use KID, which is unbiased.',
  });
}

/** Gathered in parts, so that a subset is never copied whole. */
function momentsOfRows(features: SamplePair['fake'], rows: Uint32Array, algebra: LinearAlgebra): Moments {
  const moments = new StreamedMoments(features.columns, algebra);
  for (let from = 0; from < rows.length; from += 4096)
    moments.add(gatherRows(features, rows.subarray(from, from + 4096)));
  return moments.result();
}

/** Least squares line. R^2 is 1 for points that do not vary. */
export function fitLine(points: readonly { readonly x: number; readonly y: number }[]): {
  readonly slope: number;
  readonly intercept: number;
  readonly r2: number;
} {
  const mean = (of: 'x' | 'y') => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [meanX, meanY] = [mean('x'), mean('y')];
  let [xx, xy, yy] = [0, 0, 0];
  for (const { x, y } of points) {
    xx += (x - meanX) ** 2;
    xy += (x - meanX) * (y - meanY);
    yy += (y - meanY) ** 2;
  }
  const slope = xy / xx;
  return { slope, intercept: meanY - slope * meanX, r2: yy === 0 ? 1 : xy ** 2 / (xx * yy) };
}
