import path from 'node:path';
import { defineDataset, tokens } from '@saddle/core';
import { z } from 'zod';
import { findFile, folderOf, notDownloaded } from '../files/find.js';
import { corrupt, readMaybeGzipped, type FileContent } from '../files/read.js';
import { fitOptions } from '../images/presentation.js';
import { storedDataset } from '../images/stored-dataset.js';
import type { StoredPictures } from '../images/pixels.js';
import { tarFiles } from './tar.js';

const archive = 'cifar-10-binary.tar.gz';
const inner = 'cifar-10-batches-bin';
const classes = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
const batches = {
  train: ['data_batch_1.bin', 'data_batch_2.bin', 'data_batch_3.bin', 'data_batch_4.bin', 'data_batch_5.bin'],
  test: ['test_batch.bin'],
};

const side = 32;
const plane = side * side;
/** One label, then the red, green and blue planes. */
const record = 1 + 3 * plane;
const recordsInFile = 10_000;

export const cifar10 = defineDataset({
  name: 'cifar10',
  summary: 'CIFAR-10 (binary version): photographs of ten kinds of things, 32 x 32, colour',
  paper:
    'Krizhevsky 2009, Learning multiple layers of features from tiny images, technical report, University of Toronto',
  options: z.strictObject({
    folder: z
      .string()
      .min(1)
      .optional()
      .describe(
        `Folder of ${archive} or of the .bin files in it, relative to the config's; where \`saddle data add cifar10\` puts it if not given`,
      ),
    split: z.enum(['train', 'test']).default('train').describe('The 50,000 training or the 10,000 test pictures'),
    ...fitOptions,
  }),
  inject: { run: tokens.run },
  create: ({ folder, split, ...fit }, { run }) => {
    const place = folderOf('cifar10', folder, run.baseDirectory);
    return storedDataset(async () => decode(await read(place, batches[split])), fit);
  },
});

/** The contents of the .bin files, from a folder of them or from the archive. */
async function read(folder: string, names: readonly string[]): Promise<FileContent[]> {
  const place = (await findFile(
    folder,
    names.map((name) => path.join(inner, name)),
  ))
    ? path.join(folder, inner)
    : folder;
  const missing = await firstMissing(place, names);
  if (missing === undefined) return Promise.all(names.map((name) => readMaybeGzipped(path.join(place, name))));
  const packed = await findFile(folder, [archive]);
  if (packed === undefined) throw notDownloaded('cifar10', folder, `${archive} or ${missing}`);
  const files = tarFiles(await readMaybeGzipped(packed));
  return names.map((name) => {
    const bytes = files.get(`${inner}/${name}`);
    if (!bytes)
      throw corrupt(
        packed,
        `Expected ${inner}/${name} in the archive; it has ${[...files.keys()].join(', ') || 'no file'}.`,
      );
    return { file: `${packed} (${inner}/${name})`, bytes, where: `of ${name}` };
  });
}

async function firstMissing(folder: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) if (!(await findFile(folder, [name]))) return name;
  return undefined;
}

/** Planes to interleaved colours. */
function decode(contents: readonly FileContent[]): StoredPictures {
  for (const { file, bytes, where } of contents) {
    const expected = recordsInFile * record;
    if (bytes.length === expected) continue;
    const problem = bytes.length < expected ? `is truncated at byte ${bytes.length}` : `goes on after byte ${expected}`;
    throw corrupt(file, `Expected ${recordsInFile} records of ${record} bytes; the content ${problem} ${where}.`);
  }
  const length = contents.length * recordsInFile;
  const pixels = new Uint8Array(length * 3 * plane);
  const labels = new Uint8Array(length);
  let n = 0;
  for (const { file, bytes, where } of contents) {
    for (let offset = 0; offset < bytes.length; offset += record, n++) {
      labels[n] = bytes[offset]!;
      if (labels[n]! >= classes.length) {
        throw corrupt(file, `Expected a label below ${classes.length}; byte ${offset} ${where} is ${labels[n]}.`);
      }
      for (let i = 0; i < plane; i++) {
        for (let c = 0; c < 3; c++) pixels[(n * plane + i) * 3 + c] = bytes[offset + 1 + c * plane + i]!;
      }
    }
  }
  return { length, height: side, width: side, channels: 3, pixels, labels, classes };
}
