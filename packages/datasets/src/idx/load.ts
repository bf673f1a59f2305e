import { SaddleError } from '@saddle/core';
import { asNotFound } from '../files/find.js';
import { corrupt, readMaybeGzipped, type FileContent } from '../files/read.js';
import type { StoredPictures } from '../images/pixels.js';
import { parseIdx } from './format.js';

export interface IdxFiles {
  readonly images: string;
  readonly labels: string | undefined;
  /** Names of the classes; from the labels if not given. */
  readonly classes?: readonly string[];
}

/**
 * Pictures `[n, height, width]` or `[n, height, width, channels]` with their labels.
 *
 * @throws SADDLE_DATA_NOT_FOUND, SADDLE_DATA_CORRUPT
 */
export async function loadIdx({ images, labels, classes }: IdxFiles): Promise<StoredPictures> {
  const { shape, values } = parseIdx(await read(images, 'IDX file of images'));
  const [length, height, width, channels = 1] = shape;
  if (length === undefined || height === undefined || width === undefined || ![1, 3].includes(channels)) {
    throw corrupt(
      images,
      `Expected pictures [n, height, width] or [n, height, width, 3]; the header at byte 4 says [${shape.join(', ')}].`,
    );
  }
  const pictures = { length, height, width, channels, pixels: values };
  if (labels === undefined) return { ...pictures, labels: undefined, classes: [] };
  const loaded = await loadLabels(labels, length, classes);
  return { ...pictures, ...loaded };
}

async function loadLabels(
  file: string,
  length: number,
  classes: readonly string[] | undefined,
): Promise<{ labels: Uint8Array; classes: readonly string[] }> {
  const { shape, values, offset } = parseIdx(await read(file, 'IDX file of labels'));
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
