import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { SaddleError } from '@saddle/core';
import { asNotFound, notFound } from '../files/find.js';

/** The pictures of a folder, in an order that does not depend on the machine. */
export interface Listing {
  /** Paths relative to the folder, with forward slashes. */
  readonly files: readonly string[];
  /** Class of each file; undefined without classes. */
  readonly labels: Uint16Array | undefined;
  readonly classes: readonly string[];
}

const picture = /\.(png|jpe?g)$/i;

/**
 * Finds every .png, .jpg and .jpeg at any depth. With `labelled`, the folders right below `root` are the classes, unless
 * there are none.
 *
 * @throws SADDLE_DATA_NOT_FOUND where there is no picture; SADDLE_CONFIG_INCOMPATIBLE where some have no class.
 */
export async function listPictures(root: string, labelled: boolean): Promise<Listing> {
  const found = await walk(root, '').catch((error: unknown) => {
    throw asNotFound(error, 'folder of pictures', root);
  });
  const files = found.sort((a, b) => (a < b ? -1 : 1));
  if (files.length === 0) throw notFound('.png, .jpg or .jpeg file', root);
  const classOf = (file: string) => file.slice(0, Math.max(0, file.indexOf('/')));
  const classes = labelled ? [...new Set(files.map(classOf))].sort() : [''];
  if (classes.length === 1 && classes[0] === '') return { files, labels: undefined, classes: [] };
  if (classes.includes('')) {
    const loose = files.filter((file) => classOf(file) === '');
    throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
      problem: `${root} has folders of pictures, which are the classes, and ${loose.length} pictures beside them, such as ${loose[0]}.`,
      advice: 'Move these into a folder of their class, or set `labels: false`.',
    });
  }
  const numbers = new Map(classes.map((name, label) => [name, label]));
  return { files, labels: Uint16Array.from(files, (file) => numbers.get(classOf(file))!), classes };
}

/** Pictures below `root`/`folder`, links followed, what begins with a dot left out. */
async function walk(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true });
  const nested = await Promise.all(
    entries
      .filter((entry) => !entry.name.startsWith('.'))
      .map(async (entry) => {
        const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
        const isFolder = entry.isSymbolicLink()
          ? (await stat(path.join(root, file))).isDirectory()
          : entry.isDirectory();
        if (isFolder) return walk(root, file);
        return picture.test(entry.name) ? [file] : [];
      }),
  );
  return nested.flat();
}
