import type { Dataset, DatasetReader, HostBatch } from '@saddle/core';
import { digestOf, pictureInfo, type StoredPictures } from './pixels.js';
import { presentation, type Fit } from './presentation.js';

/**
 * Stored pictures at the size asked for. Resampling and reading from disk take time and are left to workers: pictures
 * that `load` leaves on disk need `onDisk`.
 */
export const storedDataset = (load: () => Promise<StoredPictures>, fit: Fit, onDisk = false): Dataset => ({
  reading: onDisk || (fit.size !== undefined && fit.fit === 'resize') ? 'worker' : 'memory',
  open: async () => storedReader(await load(), fit),
});

async function storedReader(pictures: StoredPictures, fit: Fit): Promise<DatasetReader> {
  const { length, height, width, channels, pixels, labels, classes } = pictures;
  const { shape, write } = presentation(pictures, fit);
  const stored = height * width * channels;
  const shown = shape.height * shape.width * shape.channels;
  /** The picture of every index lies at `place` of `bytes`, counted in pictures. */
  const present = (bytes: Uint8Array, indices: Uint32Array, place: (index: number, i: number) => number): HostBatch => {
    const samples = new Float32Array(indices.length * shown);
    for (let i = 0; i < indices.length; i++) write(bytes, place(indices[i]!, i) * stored, samples, i * shown);
    return { samples, ...(labels && { labels: chosen(labels, indices) }) };
  };
  const info = pictureInfo(shape, { length, classes, digest: await digestOf(pictures, shape) });
  if (pixels instanceof Uint8Array) return { info, read: (indices) => present(pixels, indices, (index) => index) };
  return {
    info,
    read: async (indices) => present(await pixels.read(indices), indices, (_, i) => i),
    close: () => pixels.close(),
  };
}

function chosen(labels: Uint8Array, indices: Uint32Array): Int32Array {
  const values = new Int32Array(indices.length);
  for (let i = 0; i < indices.length; i++) values[i] = labels[indices[i]!]!;
  return values;
}
