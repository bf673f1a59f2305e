/** How an axis of `sourceSize` pixels becomes one of `size`: a matrix `[size, sourceSize]`, row by row. */
export interface Weights {
  readonly values: Float32Array;
  readonly size: number;
  readonly sourceSize: number;
}

interface Convention {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** TensorFlow computes source positions in float32; so do these, for they round to pixels. */
const { fround } = Math;

function scale(sourceSize: number, size: number, { alignCorners }: Convention): number {
  return alignCorners && size > 1 ? fround((sourceSize - 1) / (size - 1)) : fround(sourceSize / size);
}

/** Each pixel copies its nearest source pixel. */
export function nearestWeights(sourceSize: number, size: number, convention: Convention): Weights {
  const values = new Float32Array(size * sourceSize);
  const step = scale(sourceSize, size, convention);
  for (let i = 0; i < size; i++) {
    const position = fround((convention.halfPixelCenters ? i + 0.5 : i) * step);
    const source = convention.alignCorners ? Math.round(position) : Math.floor(position);
    values[i * sourceSize + Math.min(source, sourceSize - 1)] = 1;
  }
  return { values, size, sourceSize };
}

/** Each pixel mixes the two source pixels around it. */
export function bilinearWeights(sourceSize: number, size: number, convention: Convention): Weights {
  const values = new Float32Array(size * sourceSize);
  const step = scale(sourceSize, size, convention);
  for (let i = 0; i < size; i++) {
    const position = convention.halfPixelCenters ? fround(fround((i + 0.5) * step) - 0.5) : fround(i * step);
    const floor = Math.floor(position);
    const share = fround(position - floor);
    const lower = Math.max(floor, 0);
    const upper = Math.min(floor + 1, sourceSize - 1);
    values[i * sourceSize + lower]! += 1 - share;
    values[i * sourceSize + upper]! += share;
  }
  return { values, size, sourceSize };
}

/** By which whole number the axis is enlarged, if it is and every source pixel is repeated in place. */
export function wholeFactor({ values, size, sourceSize }: Weights): number | undefined {
  const factor = size / sourceSize;
  if (!Number.isInteger(factor)) return undefined;
  for (let i = 0; i < size; i++) if (values[i * sourceSize + Math.floor(i / factor)] !== 1) return undefined;
  return factor;
}
