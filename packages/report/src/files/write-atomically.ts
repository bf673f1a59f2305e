import { SaddleError } from '@saddle/core';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file whole or not at all: a temporary file beside it, flushed to disk, then renamed. Missing folders are
 * made; content may come in pieces. Throws SADDLE_RUN_WRITE where the place cannot be written; nothing is left then.
 */
export async function writeAtomically(path: string, content: Uint8Array | string | Iterable<string>): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'w');
    try {
      const pieces = typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
      for (const piece of pieces) await file.writeFile(piece);
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
