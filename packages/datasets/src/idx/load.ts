import { SaddleError } from '@saddle/core';
import { asNotFound } from '../files/find.js';
import { corrupt, readBeginning, readMaybeGzipped, type FileContent } from '../files/read.js';
import type { PictureShape, StoredPictures } from '../images/pixels.js';
import { longestHeader, parseIdx } from './format.js';
import { openPixelFile, staysOnDisk } from './on-disk.js';

export interface IdxFiles {
  readonly images: string;
  readonly labels: string | undefined;
  /** Names of the classes; from the labels if not given. */
  readonly classes?: readonly string[];
}

/**
 * Pictures `[n, height, width]` or `[n, height, width, channels]` with their labels; large files stay on disk.
 *
 * @throws SADDLE_DATA_NOT_FOUND, SADDLE_DATA_CORRUPT
 */
export async function loadIdx({ images, labels, classes }: IdxFiles): Promise<StoredPictures> {
  const pictures = await loadImages(images);
  if (labels === undefined) return { ...pictures, labels: undefined, classes: [] };
  return { ...pictures, ...(await loadLabels(labels, pictures.length, classes)) };
}

async function loadImages(file: string): Promise<Omit<StoredPictures, 'labels' | 'classes'>> {
  if (await staysOnDisk(file)) {
    const { bytes, size } = await readBeginning(file, longestHeader);
    const { shape, offset } = parseIdx({ file, bytes, where: 'of the file' }, size);
    const facts = pictureShape(file, shape);
    return { ...facts, pixels: await openPixelFile(file, offset, facts.height * facts.width * facts.channels) };
  }
  const content = await read(file, 'IDX file of images');
  const { shape, offset } = parseIdx(content);
  return { ...pictureShape(file, shape), pixels: content.bytes.subarray(offset) };
}

function pictureShape(file: string, shape: readonly number[]): PictureShape & { readonly length: number } {
  const [length, height, width, channels = 1] = shape;
  const sides = [length, height, width];
  if (shape.length > 4 || sides.some((side) => side === undefined || side === 0) || ![1, 3].includes(channels)) {
    throw corrupt(
      file,
      `Expected pictures [n, height, width] or [n, height, width, 3]; the header at byte 4 says [${shape.join(', ')}].`,
    );
  }
  return { length: length!, height: height!, width: width!, channels };
}

async function loadLabels(
  file: string,
  length: number,
  classes: readonly string[] | undefined,
): Promise<{ labels: Uint8Array; classes: readonly string[] }> {
  const content = await read(file, 'IDX file of labels');
  const { shape, offset } = parseIdx(content);
  const values = content.bytes.subarray(offset);
  if (shape.length !== 1 || shape[0] !== length) {
    throw new SaddleError('SADDLE_DATA_CORRUPT', {
      problem: `Expected ${length} labels, one for each picture; the header at byte 4 says [${shape.join(', ')}].`,
      at: { file },
      advice: 'Give the labels that belong to these images.',
    });
  }
  if (!classes) {
    const highest = values.reduce((most, label) => Math.max(most, label), 0);
    return { labels: values, classes: Array.from({ length: highest + 1 }, (_, label) => `${label}`) };
  }
  const wrong = values.findIndex((label) => label >= classes.length);
  if (wrong >= 0) {
    throw corrupt(file, `Expected labels below ${classes.length}; byte ${offset + wrong} is ${values[wrong]}.`);
  }
  return { labels: values, classes };
}

const read = (file: string, what: string): Promise<FileContent> =>
  readMaybeGzipped(file).catch((error: unknown) => {
    throw asNotFound(error, what, file);
  });
