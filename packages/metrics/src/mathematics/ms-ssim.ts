import { HostRandom } from '@saddle/core';
import { input } from './matrix.js';

/** Pictures `[count, height, width, channels]`, values in [0, range]. */
export interface Pictures {
  readonly shape: readonly [count: number, height: number, width: number, channels: number];
  readonly data: Float32Array | Float64Array;
}

/** Exponents of the scales, fine to coarse (Wang et al. 2003). */
const scaleWeights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333] as const;
const windowSize = 11;
const windowSigma = 1.5;
const k1 = 0.01;
const k2 = 0.03;

export interface MsSsim {
  /** One figure per pair: 1 for equal pictures, about 0 for unrelated ones. */
  readonly values: Float64Array;
  /** Scales used: 5 from 176 pixels on; fewer where the picture has no room for the 11-pixel window. */
  readonly scales: number;
}

/**
 * Multi-scale structural similarity (Wang, Simoncelli and Bovik 2003) of pairs of pictures: 11-pixel Gaussian window
 * (sigma 1.5) without padding, 2 x 2 means between scales, channels averaged, negative terms cut to 0. Pictures smaller
 * than 176 pixels use the finest scales that fit, their exponents rescaled to sum to 1: compare equal sizes only.
 */
export function msSsim(
  { first, second }: { readonly first: Pictures; readonly second: Pictures },
  { range = 1 }: { readonly range?: number } = {},
): MsSsim {
  const scales = countScales(first);
  if (first.shape.some((size, i) => size !== second.shape[i])) {
    throw input(
      `Expected pictures of one shape, received [${first.shape.join(', ')}] and [${second.shape.join(', ')}].`,
    );
  }
  const [count] = first.shape;
  const values = Float64Array.from({ length: count }, (_, i) =>
    similarity(planes(first, i), planes(second, i), scales, range),
  );
  return { values, scales };
}

export interface Diversity {
  /** Mean MS-SSIM of random pairs: the lower, the more diverse. */
  readonly value: number;
  readonly pairs: number;
  readonly scales: number;
}

/**
 * Mean MS-SSIM over random pairs of different generated pictures (Odena et al. 2017, arXiv:1610.09585): low for a
 * diverse set, near 1 for a collapsed one. Compare with the same of real pictures.
 */
export function msSsimDiversity(
  pictures: Pictures,
  {
    pairs = 1000,
    seed = 0,
    range = 1,
  }: { readonly pairs?: number; readonly seed?: number; readonly range?: number } = {},
): Diversity {
  const [count] = pictures.shape;
  if (count < 2) throw input(`Expected at least 2 pictures for a diversity, received ${count}.`);
  const scales = countScales(pictures);
  const random = new HostRandom(seed, '/metrics/ms-ssim');
  let sum = 0;
  for (let pair = 0; pair < pairs; pair++) {
    const first = random.integer(count);
    const second = (first + 1 + random.integer(count - 1)) % count;
    sum += similarity(planes(pictures, first), planes(pictures, second), scales, range);
  }
  return { value: sum / pairs, pairs, scales };
}

interface Plane {
  readonly height: number;
  readonly width: number;
  readonly data: Float64Array;
}

function countScales({ shape, data }: Pictures): number {
  const [count, height, width, channels] = shape;
  if (count * height * width * channels !== data.length) {
    throw input(`Expected ${shape.join(' x ')} picture values, received ${data.length}.`);
  }
  const side = Math.min(height, width);
  let scales = 0;
  while (scales < scaleWeights.length && Math.floor(side / 2 ** scales) >= windowSize) scales += 1;
  if (scales === 0)
    throw input(`Expected pictures of at least ${windowSize} pixels for MS-SSIM, received ${height} x ${width}.`);
  return scales;
}

function planes({ shape: [, height, width, channels], data }: Pictures, index: number): Plane[] {
  const size = height * width;
  const start = index * size * channels;
  return Array.from({ length: channels }, (_, channel) => ({
    height,
    width,
    data: Float64Array.from({ length: size }, (__, i) => data[start + i * channels + channel]!),
  }));
}

function similarity(first: Plane[], second: Plane[], scales: number, range: number): number {
  const weights = scaleWeights.slice(0, scales);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const ofChannel = (channel: number) => {
    let [x, y] = [first[channel]!, second[channel]!];
    let product = 1;
    weights.forEach((weight, scale) => {
      const { ssim, contrast } = structure(x, y, range);
      const last = scale === scales - 1;
      product *= Math.max(0, last ? ssim : contrast) ** (weight / whole);
      if (!last) [x, y] = [halved(x), halved(y)];
    });
    return product;
  };
  return first.reduce((sum, _, channel) => sum + ofChannel(channel), 0) / first.length;
}

/** Mean SSIM and mean contrast-structure term of two planes (Wang et al. 2004, eq. 13). */
function structure(x: Plane, y: Plane, range: number): { ssim: number; contrast: number } {
  const c1 = (k1 * range) ** 2;
  const c2 = (k2 * range) ** 2;
  const multiply = (a: Plane, b: Plane): Plane => ({ ...a, data: a.data.map((value, i) => value * b.data[i]!) });
  const [meanX, meanY] = [blurred(x).data, blurred(y).data];
  const [xx, xy, yy] = [blurred(multiply(x, x)).data, blurred(multiply(x, y)).data, blurred(multiply(y, y)).data];
  let [ssim, contrast] = [0, 0];
  for (let i = 0; i < meanX.length; i++) {
    const [mx, my] = [meanX[i]!, meanY[i]!];
    const term = (2 * (xy[i]! - mx * my) + c2) / (xx[i]! - mx * mx + yy[i]! - my * my + c2);
    contrast += term;
    ssim += (term * (2 * mx * my + c1)) / (mx * mx + my * my + c1);
  }
  return { ssim: ssim / meanX.length, contrast: contrast / meanX.length };
}

const gaussian = (() => {
  const raw = Array.from({ length: windowSize }, (_, i) =>
    Math.exp(-((i - (windowSize - 1) / 2) ** 2) / (2 * windowSigma ** 2)),
  );
  const sum = raw.reduce((a, b) => a + b, 0);
  return Float64Array.from(raw, (value) => value / sum);
})();

/** Gaussian window, rows then columns, only where it fits whole. */
function blurred({ height, width, data }: Plane): Plane {
  const [outHeight, outWidth] = [height - windowSize + 1, width - windowSize + 1];
  const across = new Float64Array(height * outWidth);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < outWidth; column++) {
      let sum = 0;
      for (let k = 0; k < windowSize; k++) sum += gaussian[k]! * data[row * width + column + k]!;
      across[row * outWidth + column] = sum;
    }
  }
  const result = new Float64Array(outHeight * outWidth);
  for (let row = 0; row < outHeight; row++) {
    for (let column = 0; column < outWidth; column++) {
      let sum = 0;
      for (let k = 0; k < windowSize; k++) sum += gaussian[k]! * across[(row + k) * outWidth + column]!;
      result[row * outWidth + column] = sum;
    }
  }
  return { height: outHeight, width: outWidth, data: result };
}

/** Means of 2 x 2 pixels; an odd last row or column is left out. */
function halved({ height, width, data }: Plane): Plane {
  const [outHeight, outWidth] = [Math.floor(height / 2), Math.floor(width / 2)];
  const result = new Float64Array(outHeight * outWidth);
  for (let row = 0; row < outHeight; row++) {
    for (let column = 0; column < outWidth; column++) {
      const at = 2 * row * width + 2 * column;
      result[row * outWidth + column] = (data[at]! + data[at + 1]! + data[at + width]! + data[at + width + 1]!) / 4;
    }
  }
  return { height: outHeight, width: outWidth, data: result };
}
