import { createHash } from 'node:crypto';
import type { DatasetInfo, DatasetReader } from '@saddle/core';

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

/** Pictures in memory, a byte per value, NHWC, with labels where there are classes. */
export interface StoredPictures extends PictureShape {
  readonly length: number;
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array | undefined;
  readonly classes: readonly string[];
}

/** SHA-256 over the bytes of stored pictures, their labels and `form`, how they are presented. */
export function digestOf({ height, width, channels, pixels, labels }: StoredPictures, form: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify({ height, width, channels, form })).update(pixels);
  if (labels) hash.update(labels);
  return hash.digest('hex');
}

export function chosenLabels(labels: Uint8Array, indices: Uint32Array): Int32Array {
  const chosen = new Int32Array(indices.length);
  for (let i = 0; i < indices.length; i++) chosen[i] = labels[indices[i]!]!;
  return chosen;
}

/** Reads stored pictures as they are. */
export function storedReader(pictures: StoredPictures): DatasetReader {
  const { length, height, width, channels, pixels, labels, classes } = pictures;
  const size = height * width * channels;
  return {
    info: pictureInfo(pictures, { length, classes, digest: digestOf(pictures, 'as stored') }),
    read: (indices) => {
      const samples = new Float32Array(indices.length * size);
      for (let i = 0; i < indices.length; i++) {
        const from = indices[i]! * size;
        for (let k = 0; k < size; k++) samples[i * size + k] = symmetric[pixels[from + k]!]!;
      }
      return { samples, ...(labels && { labels: chosenLabels(labels, indices) }) };
    },
  };
}
