import { readFile } from 'node:fs/promises';
import { SaddleError } from '@saddle/core';
import sharp from 'sharp';
import { locateDamage } from './damage.js';

// Many small pictures: they are decoded side by side, and none is read twice soon.
export function prepareSharp(): void {
  sharp.cache(false);
  sharp.concurrency(1);
}

/**
 * A picture of any size as `size` x `size` bytes, HWC: turned upright (EXIF), in sRGB or grey, transparency on white,
 * the larger side cut to the middle square, resized with a Lanczos filter of three lobes.
 *
 * @throws SADDLE_DATA_CORRUPT naming the file and the offset.
 */
export async function decodePicture(file: string, size: number, channels: 1 | 3): Promise<Uint8Array> {
  const bytes = await readFile(file);
  try {
    const picture = sharp(bytes, { failOn: 'warning' });
    const { width, height } = (await picture.metadata()).autoOrient;
    const side = Math.min(width, height);
    return await picture
      .autoOrient()
      .extract({ left: (width - side) >> 1, top: (height - side) >> 1, width: side, height: side })
      .flatten({ background: 'white' })
      .resize(size, size, { fit: 'fill', kernel: 'lanczos3', fastShrinkOnLoad: false })
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .raw({ depth: 'uchar' })
      .toBuffer();
  } catch (error) {
    throw new SaddleError('SADDLE_DATA_CORRUPT', {
      problem: `The picture cannot be decoded; it is damaged ${locateDamage(bytes)} (${(error as Error).message.trim()}).`,
      at: { file },
      advice: 'Replace the file with an intact copy, or remove it.',
      cause: error,
    });
  }
}
