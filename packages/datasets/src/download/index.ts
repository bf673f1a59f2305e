import { downloadBrand, type Download } from '@saddle/core';
import { addDataset } from './add.js';
import { publishedData } from './catalogue.js';

/** What `saddle data add` finds in this package. */
export const downloads: readonly Download[] = publishedData.map(({ name, summary }) => ({
  [downloadBrand]: 1,
  name,
  summary,
  add: (options) => addDataset(name, options),
}));

export { addDataset, addPublished } from './add.js';
export type { PublishedData, PublishedFile } from './catalogue.js';
export type { FetchSettings } from './fetch-file.js';
