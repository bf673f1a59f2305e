import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { SaddleError } from '@saddle/core';

export interface PictureForm {
  readonly size: number;
  readonly channels: 1 | 3;
}

/** Enough for every header that cameras and programs write, colour profiles and previews included. */
const headerBytes = 512 * 1024;
const startsOfFrame = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

/** The smaller side of the first picture in a folder, and whether it is grey: what pictures are brought to by default. */
export function formOfFirst(folder: string): PictureForm {
  const files = listing(folder)
    .filter((file) => /\.(png|jpe?g)$/i.test(file))
    .sort((a, b) => (a < b ? -1 : 1));
  if (files.length === 0) {
    throw new SaddleError('SADDLE_DATA_NOT_FOUND', {
      problem: `Expected .png or .jpg pictures in ${folder}, found none.`,
    });
  }
  const path = join(folder, files[0]!);
  const bytes = beginning(path);
  const form = bytes.readUInt32BE(0) === 0x89504e47 ? ofPng(bytes) : ofJpeg(bytes);
  if (form) return form;
  throw new SaddleError('SADDLE_DATA_CORRUPT', {
    problem: 'Expected a PNG or JPEG file, received one without its header.',
    at: { file: path },
  });
}

function listing(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (cause) {
    throw new SaddleError('SADDLE_DATA_NOT_FOUND', { problem: `The folder ${folder} cannot be read.`, cause });
  }
}

function beginning(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(headerBytes);
    return bytes.subarray(0, Math.max(32, readSync(file, bytes, 0, headerBytes, 0)));
  } finally {
    closeSync(file);
  }
}

/** The IHDR chunk comes first: width, height, depth, colour type (0 and 4 are grey). */
function ofPng(bytes: Buffer): PictureForm {
  const grey = [0, 4].includes(bytes[25]!);
  return { size: Math.min(bytes.readUInt32BE(16), bytes.readUInt32BE(20)), channels: grey ? 1 : 3 };
}

/** Segments until the start of the frame: depth, height, width, components. */
function ofJpeg(bytes: Buffer): PictureForm | undefined {
  for (let at = 2; at + 10 <= bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (!startsOfFrame.has(bytes[at + 1]!)) continue;
    const size = Math.min(bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7));
    return { size, channels: bytes[at + 9] === 1 ? 1 : 3 };
  }
  return undefined;
}
