import { createHash } from 'node:crypto';
import { defineDataset, HostRandom, type DatasetReader } from '@saddle/core';
import { z } from 'zod';
import { pictureInfo } from '../images/pixels.js';
import { figures } from './figures.js';
import { drawScene, render } from './render.js';

const options = z.strictObject({
  size: z.int().min(16).max(128).default(32).describe('Height and width of the pictures'),
  channels: z
    .union([z.literal(1), z.literal(3)])
    .default(3)
    .describe('1 for grey, 3 for colour'),
  examples: z.int().min(1).max(100_000_000).default(10_000).describe('Number of pictures'),
  seed: z.int().min(0).default(0).describe('Seed of the pictures; the seed of the run does not change the data'),
});

/**
 * Discs, rings, squares, triangles, pentagons, stars, crosses and crescents of random size, place, rotation and colour.
 * Every picture is rendered when it is read, from (seed, its number) alone: nothing is stored.
 */
export const shapes = defineDataset({
  name: 'shapes',
  summary: 'Labelled pictures of simple figures, rendered in code: nothing to download',
  options,
  create: (values) => ({ reading: 'worker', open: () => shapesReader(values) }),
});

function shapesReader(values: z.output<typeof options>): DatasetReader {
  const { size, channels, examples, seed } = values;
  const classes = Object.keys(figures);
  const pictureSize = size * size * channels;
  const digest = createHash('sha256')
    .update(JSON.stringify({ name: 'shapes', version: 1, values }))
    .digest('hex');
  return {
    info: pictureInfo({ height: size, width: size, channels }, { length: examples, classes, digest }),
    read: (indices) => {
      const samples = new Float32Array(indices.length * pictureSize);
      const labels = new Int32Array(indices.length);
      indices.forEach((index, i) => {
        const random = new HostRandom(seed, `datasets/shapes/${index}`);
        labels[i] = random.integer(classes.length);
        const figure = figures[classes[labels[i]!]!]!;
        render(drawScene(figure, size, channels, random), size, samples, i * pictureSize);
      });
      return { samples, labels };
    },
  };
}
