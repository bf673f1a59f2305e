import { readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { SaddleError } from '@saddle/core';

/** Whether Node takes a file for a CommonJS module: by its ending, else by the package it belongs to. */
export function isCommonJs(path: string): boolean {
  const ending = extname(path);
  if (ending !== '.js') return ending === '.cjs';
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    try {
      const { type } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { type?: string };
      return type !== 'module';
    } catch {
      if (folder === dirname(folder)) return true;
    }
  }
}

export const commonJsRefused = (name: string, cause: unknown): SaddleError =>
  new SaddleError('SADDLE_PLUGIN_LOAD', {
    problem: `${name} is a CommonJS package; plugins are ES modules, as @saddle/core is.`,
    advice:
      'Set "type": "module" in its package.json and write `export default defineLoss(…)`; in tsconfig.json `"module": "nodenext"`.',
    cause,
  });
