import { readdirSync } from 'node:fs';
import { SaddleError } from '@saddle/core';

/** A picture to be translated and what the result is called, both from their folders. */
export interface Job {
  readonly from: string;
  readonly to: string;
}

const ending = /\.(png|jpe?g)$/i;

/** Every .png and .jpg in a folder, at any depth; results are .png and keep the name. @throws SADDLE_DATA_NOT_FOUND */
export function jobsOf(folder: string): Job[] {
  const names = listing(folder)
    .filter((name) => ending.test(name))
    .sort((a, b) => (a < b ? -1 : 1));
  if (names.length === 0) {
    throw new SaddleError('SADDLE_DATA_NOT_FOUND', {
      problem: `Expected .png or .jpg pictures in ${folder}, found none.`,
    });
  }
  const taken = new Set(names.filter((name) => name.endsWith('.png')));
  return names.map((from) => {
    if (from.endsWith('.png')) return { from, to: from };
    const plain = from.replace(ending, '.png');
    // a.jpg beside a.png: both are kept.
    const to = taken.has(plain) ? `${from}.png` : plain;
    taken.add(to);
    return { from, to };
  });
}

function listing(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (cause) {
    throw new SaddleError('SADDLE_DATA_NOT_FOUND', { problem: `The folder ${folder} cannot be read.`, cause });
  }
}
