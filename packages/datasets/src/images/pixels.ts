import { createHash } from 'node:crypto';
import type { DatasetInfo } from '@saddle/core';

/** Side lengths and channels of one picture. */
export interface PictureShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Bytes 0 … 255 as values in [-1, 1]. */
export const symmetric = Float32Array.from({ length: 256 }, (_, byte) => (byte / 255) * 2 - 1);

/** What is known of a labelled or unlabelled set of pictures. */
export function pictureInfo(
  { height, width, channels }: PictureShape,
  facts: { readonly length: number; readonly classes: readonly string[]; readonly digest: string },
): DatasetInfo {
  const shape = [height, width, channels];
  return {
    ...facts,
    sample: { shape, range: 'symmetric' },
    fields: {
      samples: { shape, dtype: 'float32' },
      ...(facts.classes.length > 0 && { labels: { shape: [], dtype: 'int32' as const } }),
    },
  };
}

/** Pictures that stay on disk, for files too large for memory. */
export interface PixelFile {
  /** The bytes of these pictures, one after the other. */
  read(indices: Uint32Array): Promise<Uint8Array>;
  /** All bytes, in pieces. */
  pieces(): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** Pictures of one size, a byte per value, NHWC, with labels where there are classes. */
export interface StoredPictures extends PictureShape {
  readonly length: number;
  readonly pixels: Uint8Array | PixelFile;
  readonly labels: Uint8Array | undefined;
  readonly classes: readonly string[];
}

/** SHA-256 over the bytes of stored pictures, their labels and `form`, how they are presented. */
export async function digestOf(
  { height, width, channels, pixels, labels }: StoredPictures,
  form: unknown,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify({ height, width, channels, form }));
  if (pixels instanceof Uint8Array) hash.update(pixels);
  else for await (const piece of pixels.pieces()) hash.update(piece);
  if (labels) hash.update(labels);
  return hash.digest('hex');
}
