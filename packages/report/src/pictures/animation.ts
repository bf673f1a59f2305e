import { createCanvas, ImageData, type SKRSContext2D } from '@napi-rs/canvas';
import { SaddleError } from '@saddle/core';
import gifenc from 'gifenc';
import { readFile } from 'node:fs/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import { ink } from './drawing/theme.js';
import { ColourMatcher, PaletteBuilder } from './palette.js';
import { decodePng } from './png.js';
import { toRgba, type Raster } from './raster.js';
import { writeAtomically } from '../files/write-atomically.js';

export interface AnimationOptions {
  /** Time of each frame, milliseconds; default 120. */
  readonly delayMs?: number;
  /** Time of the last frame before it starts again; default 2500. */
  readonly lastDelayMs?: number;
}

export interface FileAnimationOptions extends AnimationOptions {
  /** More files are thinned evenly, the first and the last kept; default 60. */
  readonly mostFrames?: number;
  /** Larger pictures are made smaller; default 720 pixels on the longer side. */
  readonly longestSide?: number;
}

/** A looping GIF of rasters of one size, with one palette for all frames. Throws RangeError where sizes differ. */
export function animate(frames: readonly Raster[], options: AnimationOptions = {}): Uint8Array {
  const [first] = frames;
  if (!first) throw new RangeError('Expected at least one frame to animate, received none.');
  const { width, height } = first;
  const palette = new PaletteBuilder();
  for (const frame of frames) {
    if (frame.width !== width || frame.height !== height) {
      throw new RangeError(`Expected frames of ${width} x ${height}, received ${frame.width} x ${frame.height}.`);
    }
    palette.add(toRgba(frame));
  }
  const gif = new GifWriter(width, height, palette.build());
  frames.forEach((frame, i) => gif.add(toRgba(frame), delayOf(i, frames.length, options)));
  return gif.finish();
}

/**
 * A looping GIF at `out` of PNG files, such as a run's samples in order. Files are read one at a time, twice (for the
 * palette, then for the frames), so memory does not grow with their number. Pictures of other sizes than the last are
 * fitted to it. Throws SADDLE_RUN_CORRUPT with the file's name where one is not a whole PNG.
 */
export async function animateFiles(
  paths: readonly string[],
  out: string,
  options: FileAnimationOptions = {},
): Promise<{ readonly frames: number; readonly bytes: number }> {
  const { mostFrames = 60, longestSide = 720 } = options;
  const chosen = thinned(paths, mostFrames);
  const last = chosen.at(-1);
  if (last === undefined) throw new RangeError('Expected at least one file to animate, received none.');
  const { width, height } = limited(await readPng(last), longestSide);
  const fit = fitter(width, height);
  const palette = new PaletteBuilder();
  for (const path of chosen) palette.add(fit(await readPng(path)));
  const gif = new GifWriter(width, height, palette.build());
  for (const [i, path] of chosen.entries()) {
    gif.add(fit(await readPng(path)), delayOf(i, chosen.length, options));
    await breathe();
  }
  const bytes = gif.finish();
  await writeAtomically(out, bytes);
  return { frames: chosen.length, bytes: bytes.length };
}

const delayOf = (i: number, count: number, { delayMs = 120, lastDelayMs = 2500 }: AnimationOptions) =>
  i === count - 1 ? lastDelayMs : delayMs;

/** Evenly spread, the first and the last always among them. */
function thinned(paths: readonly string[], most: number): string[] {
  if (paths.length <= most) return [...paths];
  if (most < 2) return paths.slice(-1);
  return Array.from({ length: most }, (_, i) => paths[Math.round((i * (paths.length - 1)) / (most - 1))]!);
}

async function readPng(path: string): Promise<Raster> {
  const bytes = await readFile(path);
  try {
    return decodePng(bytes);
  } catch (cause) {
    throw new SaddleError('SADDLE_RUN_CORRUPT', {
      problem: `Expected a whole PNG picture, but it cannot be read: ${(cause as Error).message}.`,
      at: { file: path },
      advice: 'Delete the file, then make the animation again.',
      cause,
    });
  }
}

function limited({ width, height }: Raster, longest: number): { width: number; height: number } {
  const shrink = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * shrink)), height: Math.max(1, Math.round(height * shrink)) };
}

/** Draws pictures of any size into one size, whole and centred. */
function fitter(width: number, height: number): (raster: Raster) => Uint8ClampedArray {
  const context = createCanvas(width, height).getContext('2d');
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  return (raster) => {
    if (raster.width === width && raster.height === height) return toRgba(raster);
    drawFitted(context, raster, width, height);
    return new Uint8ClampedArray(context.getImageData(0, 0, width, height).data);
  };
}

function drawFitted(context: SKRSContext2D, raster: Raster, width: number, height: number): void {
  const source = createCanvas(raster.width, raster.height);
  source.getContext('2d').putImageData(new ImageData(toRgba(raster), raster.width, raster.height), 0, 0);
  const scale = Math.min(width / raster.width, height / raster.height);
  const [w, h] = [raster.width * scale, raster.height * scale];
  context.fillStyle = ink.ground;
  context.fillRect(0, 0, width, height);
  context.drawImage(source, (width - w) / 2, (height - h) / 2, w, h);
}

/** Writes frames one by one; what did not change since the frame before is left transparent, which packs better. */
class GifWriter {
  readonly #gif = gifenc.GIFEncoder();
  readonly #matcher: ColourMatcher;
  readonly #palette: number[][];
  readonly #unchanged: number;
  #before: Uint8Array | undefined;

  constructor(
    private readonly width: number,
    private readonly height: number,
    palette: readonly (readonly number[])[],
  ) {
    this.#matcher = new ColourMatcher(palette);
    this.#unchanged = palette.length;
    this.#palette = [...palette.map((colour) => [...colour]), [0, 0, 0]];
  }

  add(rgba: Uint8ClampedArray, delay: number): void {
    const indices = this.#matcher.match(rgba);
    const before = this.#before;
    const shown = before ? indices.map((index, i) => (index === before[i] ? this.#unchanged : index)) : indices;
    this.#gif.writeFrame(shown, this.width, this.height, {
      ...(before ? {} : { palette: this.#palette, repeat: 0 }),
      delay,
      transparent: before !== undefined,
      transparentIndex: this.#unchanged,
      dispose: 1,
    });
    this.#before = indices;
  }

  finish(): Uint8Array {
    this.#gif.finish();
    return this.#gif.bytes();
  }
}
