import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { asWriteError, SaddleError } from '@saddle/core';
import type { Files } from './files.js';

/** Writes all files or none. @throws SADDLE_USAGE where one of them, or the folder of a package, is there already */
export function writeNew(folder: string, files: Files): string[] {
  const paths = Object.keys(files).map((name) => join(folder, name));
  const taken = paths.find((path) => existsSync(path));
  if (taken !== undefined) {
    throw new SaddleError('SADDLE_USAGE', {
      problem: `${relative(process.cwd(), taken) || taken} is there already; nothing is overwritten.`,
      advice: 'Choose another name, or another folder with --in.',
    });
  }
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    try {
      mkdirSync(dirname(path), { recursive: true });
      // 'wx': fails where someone was quicker.
      writeFileSync(path, text, { flag: 'wx' });
    } catch (error) {
      throw asWriteError(error, path);
    }
  }
  return paths;
}
