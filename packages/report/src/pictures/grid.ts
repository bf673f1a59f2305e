import { captioned } from './captioned.js';
import { blankRaster, type Raster } from './raster.js';

export interface GridOptions {
  /** `[count, height, width, channels]`, flat. */
  readonly values: Float32Array;
  readonly count: number;
  /** Height, width and channels (1 or 3) of one picture. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** The values of black and of full light; beyond is clipped. Default -1 to 1. */
  readonly range?: readonly [low: number, high: number];
  /** Pictures in a row; by default the grid is about square. */
  readonly columns?: number;
  /** Pixels on a side for each pixel of a picture; by default small pictures are enlarged until the grid is viewable. */
  readonly scale?: number;
  /** A short caption below each picture, such as its class. */
  readonly labels?: readonly string[];
}

const lightest = 255;
/** A light neutral grey: both black and white pictures stand out against it. */
const ground = 222;
/** Values that are not numbers show as magenta; as white where pictures are grey. */
const invalid = [255, 0, 200] as const;
const viewable = 560;
const largestScale = 8;

/**
 * Pictures side by side on a neutral ground, a thin gap between them, enlarged pixel by pixel without smoothing.
 * Throws RangeError where sizes do not fit.
 */
export function gridPicture(options: GridOptions): Raster {
  const { values, count, shape, range = [-1, 1], labels } = options;
  const [height, width, channels] = shape;
  check(options);
  const columns = Math.min(options.columns ?? squarish(count, width, height), count);
  const rows = Math.ceil(count / columns);
  const scale = options.scale ?? viewableScale(columns * width);
  const gap = Math.max(2, scale);
  const [stepX, stepY] = [width * scale + gap, height * scale + gap];
  const colour = channels === 3 ? [ground, ground, ground] : [ground];
  const grid = blankRaster(columns * stepX + gap, rows * stepY + gap, colour);
  const slope = lightest / (range[1] - range[0]);
  for (let k = 0; k < count; k++) {
    const left = gap + (k % columns) * stepX;
    const top = gap + Math.floor(k / columns) * stepY;
    for (let y = 0; y < height * scale; y++) {
      const from = (k * height + Math.floor(y / scale)) * width * channels;
      const to = ((top + y) * grid.width + left) * channels;
      for (let x = 0; x < width * scale; x++) {
        for (let c = 0; c < channels; c++) {
          const value = values[from + Math.floor(x / scale) * channels + c]!;
          grid.data[to + x * channels + c] = Number.isNaN(value)
            ? invalid[c]!
            : Math.round(Math.min(lightest, Math.max(0, (value - range[0]) * slope)));
        }
      }
    }
  }
  return labels ? captioned(grid, { labels, columns, gap, stepX, stepY }) : grid;
}

function check({ values, count, shape, range = [-1, 1], columns = 1, scale = 1, labels }: GridOptions): void {
  const sizes = [count, ...shape, columns, scale];
  if (sizes.some((size) => !Number.isInteger(size) || size < 1) || (shape[2] !== 1 && shape[2] !== 3)) {
    throw new RangeError(
      `Expected whole positive sizes and 1 or 3 channels, received ${count} pictures of [${shape.join(', ')}], ${columns} columns, scale ${scale}.`,
    );
  }
  const expected = count * shape[0] * shape[1] * shape[2];
  if (values.length !== expected) {
    throw new RangeError(
      `Expected ${expected} values for ${count} pictures of [${shape.join(', ')}], received ${values.length}.`,
    );
  }
  if (!(range[1] > range[0])) throw new RangeError(`Expected a range low < high, received [${range.join(', ')}].`);
  if (labels && labels.length !== count) {
    throw new RangeError(`Expected a label for each of ${count} pictures, received ${labels.length}.`);
  }
}

/** The columns that make the whole nearest to a square, full rows preferred. */
function squarish(count: number, width: number, height: number): number {
  const wanted = Math.max(1, Math.min(count, Math.ceil(Math.sqrt((count * height) / width))));
  const near = [wanted, wanted + 1, wanted + 2, Math.max(2, wanted - 1)];
  return near.find((columns) => columns >= 1 && columns <= count && count % columns === 0) ?? wanted;
}

const viewableScale = (pixels: number): number =>
  Math.max(1, Math.min(largestScale, Math.round(viewable / Math.max(1, pixels))));
