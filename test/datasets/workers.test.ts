import { createBatchSource, type HostBatch, type Plugin } from '@saddle/core';
import { imageFolder, ring, shapes } from '@saddle/datasets';
import { mkdir, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { failure, inFolder, openReader, runFacts } from './support/open.js';

const module = import.meta.resolve('@saddle/datasets');
const workerSpec = (plugin: Plugin<'dataset'>, options: object, base: string) => ({
  module,
  name: plugin.name,
  options: plugin.options.parse(options),
  run: runFacts(base),
  random: { seed: 0, path: '' },
});
const references = JSON.parse(readFileSync(new URL('../../references/datasets.json', import.meta.url), 'utf8')) as {
  folder: { png: string; jpeg: string };
};

describe('data sets in worker threads', function () {
  this.timeout(30_000);

  const same = async (plugin: Plugin<'dataset'>, options: object, base: string, batch: number): Promise<void> => {
    const here = await createBatchSource({ reader: await openReader(plugin, options, base), batch, seed: 3 });
    const there = await createBatchSource({ worker: workerSpec(plugin, options, base), batch, seed: 3 });
    expect(there.info).to.deep.equal(here.info);
    const read = async (): Promise<[HostBatch, HostBatch]> => [await here.next(), await there.next()];
    for (let i = 0; i < 5; i++) {
      const [direct, threaded] = await read();
      expect(threaded).to.deep.equal(direct);
    }
    await there.close();
  };

  it('shapes and points come byte for byte as they are read here', async () => {
    await same(shapes, { size: 16, examples: 40 }, '/', 16);
    await same(ring, { examples: 1000 }, '/', 256);
  });

  it('so do pictures of a folder, and a damaged one is named', () =>
    inFolder(async (folder) => {
      await mkdir(path.join(folder, 'a'));
      await mkdir(path.join(folder, 'b'));
      for (let i = 0; i < 6; i++) {
        await writeFile(path.join(folder, 'a', `${i}.png`), Buffer.from(references.folder.png, 'base64'));
        await writeFile(path.join(folder, 'b', `${i}.jpg`), Buffer.from(references.folder.jpeg, 'base64'));
      }
      const options = { folder: '.', size: 16 };
      await same(imageFolder, options, folder, 5);
      const bad = path.join(folder, 'b', '3.jpg');
      await writeFile(bad, Buffer.from(references.folder.jpeg, 'base64').subarray(0, 900));
      const source = await createBatchSource({ worker: workerSpec(imageFolder, options, folder), batch: 12, seed: 3 });
      const error = await failure(() => source.next());
      await source.close();
      expect(error.code).to.equal('SADDLE_DATA_CORRUPT');
      expect(error.at?.file).to.equal(bad);
      expect(error.message).to.contain('at byte 900');
    }));
});
