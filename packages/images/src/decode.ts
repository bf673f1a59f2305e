import { readFile } from 'node:fs/promises';
import { SaddleError } from '@saddle/core';
import sharp from 'sharp';
import { locateDamage } from './damage.js';

// Many small pictures: they are decoded side by side, and none is read twice soon.
export function prepareSharp(): void {
  sharp.cache(false);
  sharp.concurrency(1);
}

/** A picture in memory, HWC, a byte per value. */
export interface DecodedPicture {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/**
 * A picture at its own size: turned upright (EXIF), in sRGB or grey, transparency on white.
 *
 * @throws SADDLE_DATA_CORRUPT naming the file and the offset.
 */
export function decodeWhole(file: string, channels: 1 | 3): Promise<DecodedPicture> {
  return decoding(file, async (bytes) => {
    const { data, info } = await sharp(bytes, { failOn: 'warning' })
      .autoOrient()
      .flatten({ background: 'white' })
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, bytes: data };
  });
}

/**
 * A picture of any size as `size` x `size` bytes, HWC: turned upright (EXIF), in sRGB or grey, transparency on white,
 * the larger side cut to the middle square, resized with a Lanczos filter of three lobes.
 *
 * @throws SADDLE_DATA_CORRUPT naming the file and the offset.
 */
export function decodePicture(file: string, size: number, channels: 1 | 3): Promise<Uint8Array> {
  return decoding(file, async (bytes) => {
    const picture = sharp(bytes, { failOn: 'warning' });
    const { width, height } = (await picture.metadata()).autoOrient;
    const side = Math.min(width, height);
    return picture
      .autoOrient()
      .extract({ left: (width - side) >> 1, top: (height - side) >> 1, width: side, height: side })
      .flatten({ background: 'white' })
      .resize(size, size, { fit: 'fill', kernel: 'lanczos3', fastShrinkOnLoad: false })
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .raw({ depth: 'uchar' })
      .toBuffer();
  });
}

async function decoding<T>(file: string, decode: (bytes: Buffer) => Promise<T>): Promise<T> {
  const bytes = await readFile(file);
  try {
    return await decode(bytes);
  } catch (error) {
    throw new SaddleError('SADDLE_DATA_CORRUPT', {
      problem: `The picture cannot be decoded; it is damaged ${locateDamage(bytes)} (${(error as Error).message.trim()}).`,
      at: { file },
      advice: 'Replace the file with an intact copy, or remove it.',
      cause: error,
    });
  }
}
