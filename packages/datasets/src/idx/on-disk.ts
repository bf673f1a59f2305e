import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { corrupt, isGzipped } from '../files/read.js';
import type { PixelFile } from '../images/pixels.js';

/** Files larger than this stay on disk: 512 MiB. */
const largest = 512 * 1024 * 1024;

/** Whether pictures are read from the file one by one: only what is not packed can be. */
export async function staysOnDisk(file: string): Promise<boolean> {
  const facts = await stat(file).catch(() => undefined);
  return facts !== undefined && facts.isFile() && facts.size > largest && !(await isGzipped(file));
}

/** Pictures of `size` bytes each, the first one at `offset`. */
export async function openPixelFile(file: string, offset: number, size: number): Promise<PixelFile> {
  const handle = await open(file);
  const readOne = async (bytes: Uint8Array, index: number, i: number) => {
    const start = offset + index * size;
    const { bytesRead } = await handle.read(bytes, i * size, size, start);
    if (bytesRead < size) throw corrupt(file, `Expected ${size} bytes at byte ${start}; received ${bytesRead}.`);
  };
  return {
    read: async (indices) => {
      const bytes = new Uint8Array(indices.length * size);
      await Promise.all(Array.from(indices, (index, i) => readOne(bytes, index, i)));
      return bytes;
    },
    pieces: () => createReadStream(file, { start: offset, highWaterMark: 1024 * 1024 }) as AsyncIterable<Uint8Array>,
    close: () => handle.close(),
  };
}
