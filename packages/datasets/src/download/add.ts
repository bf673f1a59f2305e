import { chmod, copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { dataHome, SaddleError, suggest, type DownloadedData, type DownloadOptions } from '@saddle/core';
import { findFile } from '../files/find.js';
import { publishedData, type PublishedData, type PublishedFile } from './catalogue.js';
import { fetchFile, type FetchSettings } from './fetch-file.js';
import { wrongBytes } from './verify.js';

/**
 * Brings a data set to `<home>/<name>`, from its publishers, a mirror (`baseUrl`) or a folder (`from`). Files that are
 * there and right stay as they are.
 *
 * @throws SADDLE_USAGE for an unknown name; SADDLE_DATA_DOWNLOAD; for `from`, SADDLE_DATA_NOT_FOUND and SADDLE_DATA_CORRUPT.
 */
export async function addDataset(name: string, options: DownloadOptions = {}): Promise<DownloadedData> {
  const data = publishedData.find((published) => published.name === name);
  if (data) return addPublished(data, options);
  const names = publishedData.map((published) => published.name);
  throw new SaddleError('SADDLE_USAGE', { problem: `There is no data set '${name}' to add. ${suggest(name, names)}` });
}

/** The same for any data set whose files and sums are known. */
export async function addPublished(
  data: PublishedData,
  { from, home = dataHome(), baseUrl = data.baseUrl, onProgress }: DownloadOptions,
  settings: FetchSettings = {},
): Promise<DownloadedData> {
  const folder = path.join(home, data.name);
  const files: string[] = [];
  for (const file of data.files) {
    const present = await findFile(folder, namesOf(file));
    if (present !== undefined && (await wrongBytes(present, file)) === undefined) files.push(path.basename(present));
    else if (from !== undefined) files.push(await copyVerified(path.resolve(from), folder, data.name, file));
    else {
      const url = new URL(file.name, baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`);
      await fetchFile(url, path.join(folder, file.name), file, { ...settings, ...(onProgress && { onProgress }) });
      files.push(file.name);
    }
  }
  return { folder, files };
}

/** A file whose content's sum is known may come unpacked. */
const namesOf = ({ name, content }: PublishedFile): string[] =>
  content === undefined ? [name] : [name, name.replace(/\.gz$/, '')];

/** Copies the file into `folder` and returns its name there. */
async function copyVerified(from: string, folder: string, name: string, file: PublishedFile): Promise<string> {
  const source = await findFile(from, namesOf(file));
  if (source === undefined) {
    throw new SaddleError('SADDLE_DATA_NOT_FOUND', {
      problem: `${from} has no ${file.name}, which belongs to the data set '${name}'.`,
      advice: 'Name the folder that holds it, or leave out --from to download it.',
    });
  }
  const wrong = await wrongBytes(source, file);
  if (wrong !== undefined) {
    throw new SaddleError('SADDLE_DATA_CORRUPT', {
      problem: `This is not the published file ${file.name}: ${wrong}.`,
      at: { file: source },
      advice: `Get it anew, or set \`folder\` of the data set '${name}' to use what is in ${from} unchecked.`,
    });
  }
  await mkdir(folder, { recursive: true });
  const target = path.join(folder, path.basename(source));
  const temporary = `${target}.${process.pid}.part`;
  try {
    await copyFile(source, temporary);
    await chmod(temporary, 0o644);
    const handle = await open(temporary, 'r+');
    await handle.sync().finally(() => handle.close());
    await rename(temporary, target);
    return path.basename(target);
  } finally {
    await rm(temporary, { force: true });
  }
}
