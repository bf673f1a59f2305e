import { access } from 'node:fs/promises';
import path from 'node:path';
import { dataHome, SaddleError } from '@saddle/core';

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** The first of `names` that lies in `folder`, as a path. */
export async function findFile(folder: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) if (await exists(path.join(folder, name))) return path.join(folder, name);
  return undefined;
}

/** Where a downloadable data set lies: the folder the config names, or the data home's. */
export const folderOf = (name: string, folder: string | undefined, baseDirectory: string): string =>
  folder === undefined ? path.join(dataHome(), name) : path.resolve(baseDirectory, folder);

/** The error for a downloadable data set that is not there. */
export const notDownloaded = (name: string, folder: string, missing: string): SaddleError =>
  new SaddleError('SADDLE_DATA_NOT_FOUND', {
    problem: `The data set '${name}' was looked for in ${folder}, where there is no ${missing}.`,
    advice:
      `Get it with \`saddle data add ${name}\`, or \`saddle data add ${name} --from <folder>\` if you have its files; ` +
      'or set `folder` to where they are.',
  });

/** The error for a file or folder that the config names and that is not there. */
export const notFound = (what: string, place: string): SaddleError =>
  new SaddleError('SADDLE_DATA_NOT_FOUND', {
    problem: `There is no ${what} at ${place}.`,
    advice: "Paths are relative to the config file's folder.",
  });

/** `error` as SADDLE_DATA_NOT_FOUND if it is the system's way to say that `file` is missing or no file. */
export function asNotFound(error: unknown, what: string, file: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR' ? notFound(what, file) : error;
}
