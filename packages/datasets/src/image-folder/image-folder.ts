import { createHash } from 'node:crypto';
import path from 'node:path';
import { defineDataset, tokens, type DatasetReader } from '@saddle/core';
import { decodePicture, prepareSharp } from '@saddle/images';
import { z } from 'zod';
import { readBeginning } from '../files/read.js';
import { pictureInfo, symmetric } from '../images/pixels.js';
import { listPictures, type Listing } from './listing.js';

/** Options: how the pictures of a folder are brought to one form. */
export const formOptions = {
  size: z
    .int()
    .min(8)
    .max(1024)
    .describe('Height and width to bring pictures to: the middle square, resized (Lanczos)'),
  channels: z
    .union([z.literal(1), z.literal(3)])
    .default(3)
    .describe('1 for grey, 3 for colour'),
};

export const imageFolder = defineDataset({
  name: 'image-folder',
  summary: 'A folder of png and jpeg pictures of any size; folders in it are the classes',
  options: z.strictObject({
    folder: z.string().min(1).describe("The folder, relative to the config's"),
    split: z.string().min(1).optional().describe('A folder in it to use alone, such as train or test'),
    ...formOptions,
    cache: z.number().min(0).default(256).describe('MiB of decoded pictures kept in memory'),
    labels: z.boolean().default(true).describe('Whether the folders in it are the classes'),
  }),
  inject: { run: tokens.run },
  create: ({ folder, split = '', labels, ...form }, { run }) => ({
    reading: 'worker',
    open: async () => {
      const root = path.resolve(run.baseDirectory, folder, split);
      return folderReader(root, await listPictures(root, labels), form);
    },
  }),
});

interface Form {
  readonly size: number;
  readonly channels: 1 | 3;
  readonly cache: number;
}

async function folderReader(root: string, listing: Listing, { size, channels, cache }: Form): Promise<DatasetReader> {
  const { files, labels, classes } = listing;
  const pictureSize = size * size * channels;
  const digest = await digestOf(root, files, { size, channels, classes });
  prepareSharp();
  // Epochs come in ever new orders, so which pictures are kept makes no difference: the first ones, as many as fit.
  const kept = new Map<number, Uint8Array>();
  const room = Math.floor((cache * 1024 * 1024) / pictureSize);
  const picture = async (index: number): Promise<Uint8Array> => {
    const pixels = kept.get(index) ?? (await decodePicture(path.join(root, files[index]!), size, channels));
    if (kept.size < room) kept.set(index, pixels);
    return pixels;
  };
  return {
    info: pictureInfo({ height: size, width: size, channels }, { length: files.length, classes, digest }),
    read: async (indices) => {
      const samples = new Float32Array(indices.length * pictureSize);
      const fill = async (index: number, i: number) => {
        const pixels = await picture(index);
        for (let k = 0; k < pictureSize; k++) samples[i * pictureSize + k] = symmetric[pixels[k]!]!;
      };
      await Promise.all(Array.from(indices, fill));
      return { samples, ...(labels && { labels: Int32Array.from(indices, (index) => labels[index]!) }) };
    },
  };
}

const head = 64 * 1024;
const together = 16;

/**
 * SHA-256 over every file's path, size and first 64 KiB: whole files where they are small, and without reading tens of
 * gigabytes before the first step where they are not.
 */
async function digestOf(root: string, files: readonly string[], form: unknown): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(form));
  for (let start = 0; start < files.length; start += together) {
    const names = files.slice(start, start + together);
    const parts = await Promise.all(names.map((name) => readBeginning(path.join(root, name), head)));
    parts.forEach(({ size, bytes }, i) => hash.update(`${names[i]}\n${size}\n`).update(bytes));
  }
  return hash.digest('hex');
}
