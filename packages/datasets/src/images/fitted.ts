import { SaddleError, type Dataset, type DatasetReader } from '@saddle/core';
import { z } from 'zod';
import { chosenLabels, digestOf, pictureInfo, storedReader, type StoredPictures } from './pixels.js';
import { Resampler } from './resample.js';

/** Options of data sets whose pictures have a size of their own. */
export const fitOptions = {
  size: z.int().min(8).max(1024).optional().describe('Height and width to bring pictures to; as they are if not given'),
  fit: z
    .enum(['pad', 'resize'])
    .default('pad')
    .describe('How `size` is reached: a border of zeros (28 to 32 keeps every pixel), or Lanczos resampling'),
};

export interface Fit {
  readonly size?: number | undefined;
  readonly fit: 'pad' | 'resize';
}

/** Pictures in memory at the size asked for. Resampling takes time and is done by workers. */
export function fittedDataset(load: () => Promise<StoredPictures>, { size, fit }: Fit): Dataset {
  if (size === undefined) return { reading: 'memory', open: async () => storedReader(await load()) };
  if (fit === 'pad') return { reading: 'memory', open: async () => storedReader(pad(await load(), size)) };
  return { reading: 'worker', open: async () => resizingReader(await load(), size) };
}

function pad(pictures: StoredPictures, size: number): StoredPictures {
  const { length, height, width, channels, pixels } = pictures;
  if (height === size && width === size) return pictures;
  if (height > size || width > size) {
    throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
      problem: `Pictures of ${height} x ${width} do not fit into size ${size}.`,
      advice: 'Set `fit: resize`, or a larger `size`.',
    });
  }
  const padded = new Uint8Array(length * size * size * channels);
  const top = (size - height) >> 1;
  const left = (size - width) >> 1;
  const line = width * channels;
  for (let n = 0; n < length; n++) {
    for (let y = 0; y < height; y++) {
      const from = (n * height + y) * line;
      padded.set(pixels.subarray(from, from + line), ((n * size + top + y) * size + left) * channels);
    }
  }
  return { ...pictures, height: size, width: size, pixels: padded };
}

function resizingReader(pictures: StoredPictures, size: number): DatasetReader {
  const { length, height, width, channels, pixels, labels, classes } = pictures;
  const shape = { height: size, width: size, channels };
  const resampler = new Resampler(pictures, shape, channels);
  return {
    info: pictureInfo(shape, { length, classes, digest: digestOf(pictures, { resized: size }) }),
    read: (indices) => {
      const samples = new Float32Array(indices.length * size * size * channels);
      indices.forEach((index, i) =>
        resampler.resize(pixels, index * height * width * channels, samples, i * size * size * channels),
      );
      return { samples, ...(labels && { labels: chosenLabels(labels, indices) }) };
    },
  };
}
