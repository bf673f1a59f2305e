import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
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

/** The first `count` bytes of a file, fewer if it is shorter, and its size. */
export async function readBeginning(file: string, count: number): Promise<{ bytes: Uint8Array; size: number }> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const length = Math.min(count, size);
    const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, 0);
    return { bytes: buffer.subarray(0, bytesRead), size };
  } finally {
    await handle.close();
  }
}

/** Told by the first two bytes, not by the name. */
export async function isGzipped(file: string): Promise<boolean> {
  const { bytes } = await readBeginning(file, 2);
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Reads a file and unpacks it if it is gzipped.
 *
 * @throws SADDLE_DATA_CORRUPT with the offset where unpacking failed; the system's error where reading does.
 */
export async function readMaybeGzipped(file: string): Promise<FileContent> {
  if (await isGzipped(file)) return { file, bytes: await gunzip(file), where: 'of its unpacked content' };
  return { file, bytes: await readFile(file), where: 'of the file' };
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
