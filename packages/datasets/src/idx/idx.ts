import path from 'node:path';
import { defineDataset, tokens } from '@saddle/core';
import { z } from 'zod';
import { fitOptions } from '../images/presentation.js';
import { storedDataset } from '../images/stored-dataset.js';
import { loadIdx } from './load.js';
import { staysOnDisk } from './on-disk.js';

export const idx = defineDataset({
  name: 'idx',
  summary: 'Pictures in IDX files, gzipped or not: the format of MNIST and its relatives',
  options: z.strictObject({
    images: z
      .string()
      .min(1)
      .describe("IDX file of the images, relative to the config's folder; unpacked ones over 512 MiB stay on disk"),
    labels: z.string().min(1).optional().describe("IDX file of the labels, relative to the config's folder"),
    ...fitOptions,
  }),
  inject: { run: tokens.run },
  create: async ({ images, labels, ...fit }, { run }) => {
    const resolve = (file: string) => path.resolve(run.baseDirectory, file);
    const files = { images: resolve(images), labels: labels === undefined ? undefined : resolve(labels) };
    return storedDataset(() => loadIdx(files), fit, await staysOnDisk(files.images));
  },
});
