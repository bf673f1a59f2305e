/** A picture in memory: rows from the top, channels interleaved, one byte each. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** 1 is grey, 3 is red, green, blue. */
  readonly channels: 1 | 3;
  /** `[height * width * channels]`, 0 to 255. */
  readonly data: Uint8Array;
}

/** A raster of one grey or one colour. Throws RangeError where the size is not a positive whole number. */
export function blankRaster(width: number, height: number, colour: readonly number[]): Raster {
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) {
    throw new RangeError(`Expected a positive whole width and height, received ${width} x ${height}.`);
  }
  const channels = colour.length === 1 ? 1 : 3;
  const data = new Uint8Array(width * height * channels);
  for (let i = 0; i < data.length; i++) data[i] = colour[i % channels]!;
  return { width, height, channels, data };
}

/** Red, green, blue and opaque alpha, as canvases and palettes take them. */
export function toRgba({ width, height, channels, data }: Raster): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let from = 0, to = 0; to < rgba.length; from += channels, to += 4) {
    rgba[to] = data[from]!;
    rgba[to + 1] = data[channels === 3 ? from + 1 : from]!;
    rgba[to + 2] = data[channels === 3 ? from + 2 : from]!;
    rgba[to + 3] = 255;
  }
  return rgba;
}

/** Drops alpha, which must be opaque already. */
export function fromRgba(rgba: ArrayLike<number>, width: number, height: number): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < data.length; from += 4, to += 3) {
    data[to] = rgba[from]!;
    data[to + 1] = rgba[from + 1]!;
    data[to + 2] = rgba[from + 2]!;
  }
  return { width, height, channels: 3, data };
}
