import { SaddleError } from '@saddle/core';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { encodePng } from './png.js';
import type { Raster } from './raster.js';

/**
 * Writes a file whole or not at all: a temporary file beside it, flushed to disk, then renamed.
 * Missing folders are made. Throws SADDLE_RUN_WRITE where the place cannot be written; nothing is left behind then.
 */
export async function writeAtomically(path: string, bytes: Uint8Array | string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new SaddleError('SADDLE_RUN_WRITE', {
      problem: `Expected to write ${path}, but ${(cause as Error).message}.`,
      advice: 'Free disk space or allow writing there, then run the command again.',
      cause,
    });
  }
}

/** Writes a raster as a PNG file, atomically. */
export const writePicture = (path: string, raster: Raster): Promise<void> => writeAtomically(path, encodePng(raster));
