import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { SaddleError } from '@saddle/core';

/** Bytes of a file and where they came from. */
export interface FileContent {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** 'of the file' or 'of its unpacked content': what offsets count in. */
  readonly where: string;
}

/** A damaged file: `problem` ends with what was expected there and what was found. */
export const corrupt = (file: string, problem: string, cause?: unknown): SaddleError =>
  new SaddleError('SADDLE_DATA_CORRUPT', {
    problem,
    at: { file },
    advice: 'Replace the file with an intact copy.',
    ...(cause !== undefined && { cause }),
  });

/**
 * Reads a file and unpacks it if it is gzipped (told by its first two bytes, not by its name).
 *
 * @throws SADDLE_DATA_CORRUPT with the offset where unpacking failed; the system's error where reading does.
 */
export async function readMaybeGzipped(file: string): Promise<FileContent> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(2), 0, 2, 0);
    const gzipped = bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
    if (!gzipped) return { file, bytes: await readWhole(handle), where: 'of the file' };
  } finally {
    await handle.close();
  }
  return { file, bytes: await gunzip(file), where: 'of its unpacked content' };
}

async function readWhole(handle: FileHandle): Promise<Uint8Array> {
  const { size } = await handle.stat();
  const bytes = new Uint8Array(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await handle.read(bytes, filled, size - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** Small pieces, so that the offset of an error is known to one of them. */
const piece = 16 * 1024;

async function gunzip(file: string): Promise<Uint8Array> {
  const unpacking = createReadStream(file, { highWaterMark: piece }).pipe(createGunzip());
  const parts: Buffer[] = [];
  try {
    for await (const part of unpacking) parts.push(part as Buffer);
  } catch (error) {
    const unpacked = parts.reduce((total, part) => total + part.length, 0);
    const { message } = error as Error;
    const truncated = (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
    const place = truncated
      ? `ends at byte ${unpacking.bytesWritten}`
      : `is damaged at or before byte ${unpacking.bytesWritten}`;
    throw corrupt(file, `The gzip file ${place} (${message}), after ${unpacked} unpacked bytes.`, error);
  }
  return Buffer.concat(parts);
}
