import { readFile, stat } from 'node:fs/promises';
import type { ErrorCode, SourcePosition } from '@saddle/core';
import type { Problems } from '../validate/problems.js';

/** Far above any config written by hand; keeps hostile files from taking long. */
const maximumBytes = 64 * 1024;

const reasons: Record<string, string> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read by this user',
  EISDIR: 'is a folder, not a file',
  ELOOP: 'is a link that leads to itself',
  ENAMETOOLONG: 'has a name that is too long',
};

/** A text file's content; a problem at `namedAt` where it cannot be read. */
export async function readText(
  file: string,
  shown: string,
  named: { readonly at: SourcePosition; readonly code: ErrorCode },
  problems: Problems,
): Promise<string | undefined> {
  const refuse = (code: ErrorCode, problem: string, advice?: string) => {
    problems.add({ code, at: named.at, problem, advice, about: shown });
    return undefined;
  };
  try {
    const facts = await stat(file);
    if (!facts.isFile()) {
      const what = facts.isDirectory() ? 'a folder' : 'a device or pipe';
      return refuse(named.code, `Expected a YAML file; ${shown} is ${what}.`, 'Name a file in it.');
    }
    if (facts.size > maximumBytes) {
      return refuse(named.code, `Expected a config of at most ${maximumBytes} bytes; ${shown} has ${facts.size}.`);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      return refuse('SADDLE_CONFIG_SYNTAX', `${shown} is not UTF-8 text.`, 'Save it as UTF-8.');
    }
    return refuse(
      named.code,
      `${shown} ${reasons[code ?? ''] ?? `cannot be read (${code ?? message})`}.`,
      'Check the path.',
    );
  }
}
