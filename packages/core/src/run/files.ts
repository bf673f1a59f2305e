import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { SaddleError } from '../errors/index.js';

const reasons: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the limit on the size of files is reached',
  EROFS: 'the file system is read-only',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
};

/** Turns a failed write into a coded error that says why. Other errors pass unchanged. */
export function asWriteError(error: unknown, path: string): unknown {
  const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
  if (reason === undefined) return error;
  return new SaddleError('SADDLE_RUN_WRITE', {
    problem: `Cannot write ${path}: ${reason}.`,
    advice:
      'Make room or choose another place with --out; the newest checkpoint is intact, `saddle resume` continues from it.',
    cause: error,
  });
}

function guarded<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw asWriteError(error, path);
  }
}

/** Writes the whole of `chunks` and flushes it to the disk. */
export function writeDurably(path: string, chunks: readonly Uint8Array[]): void {
  guarded(path, () => {
    const file = openSync(path, 'w');
    try {
      for (const chunk of chunks) {
        for (let done = 0; done < chunk.length;) done += writeSync(file, chunk, done);
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  });
}

/** Makes the names inside a folder durable, after a rename. */
export function flushFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Replaces a file as a whole: readers see the old content or the new, never a part. */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  guarded(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    try {
      writeDurably(temporary, [typeof content === 'string' ? new TextEncoder().encode(content) : content]);
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    flushFolder(dirname(path));
  });
}
