import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { downloadsOf, HostRandom, PluginRegistry, type DownloadProgress } from '@saddle/core';
import * as datasets from '@saddle/datasets';
import { addDataset, addPublished, mnist, type FetchSettings, type PublishedData } from '@saddle/datasets';
import { expect } from 'chai';
import { serve, type Answer } from './support/faulty-server.js';
import { failure, inFolder, openReader, testData } from './support/open.js';

const random = new HostRandom(1);
const bytes = Buffer.from(Uint8Array.from({ length: 300_000 }, () => random.integer(256)));
const content = Buffer.from('the same content, packed one way or another '.repeat(500));
const sum = (algorithm: string, data: Buffer) => createHash(algorithm).update(data).digest('hex');

const data: PublishedData = {
  name: 'noise',
  summary: 'Noise',
  baseUrl: 'http://127.0.0.1:9/unreachable/',
  files: [
    { name: 'noise.bin', md5: sum('md5', bytes) },
    { name: 'text.gz', md5: sum('md5', gzipSync(content, { level: 9 })), content: sum('sha256', content) },
  ],
};
const files = { 'noise.bin': bytes, 'text.gz': gzipSync(content, { level: 9 }) };
const quick: FetchSettings = { pause: 5, patience: 300 };

/** Adds the data from a server that answers so, into a folder; then looks at what is there. */
const adding = (
  answers: readonly Answer[],
  look: (added: {
    folder: string;
    requests: readonly string[];
    add: (settings?: FetchSettings) => Promise<unknown>;
    progress: readonly DownloadProgress[];
  }) => Promise<void>,
  served: Readonly<Record<string, Buffer>> = files,
) =>
  inFolder(async (home) => {
    const server = await serve(served, answers);
    const progress: DownloadProgress[] = [];
    try {
      await look({
        folder: path.join(home, 'noise'),
        requests: server.requests,
        progress,
        add: (settings = {}) =>
          addPublished(
            data,
            { home, baseUrl: server.url, onProgress: (step) => progress.push(step) },
            { ...quick, ...settings },
          ),
      });
    } finally {
      await server.close();
    }
  });

describe('adding data sets', () => {
  it('downloads, checks and reports progress; a second time nothing is fetched', () =>
    adding([], async ({ folder, add, requests, progress }) => {
      expect(await add()).to.deep.equal({ folder, files: ['noise.bin', 'text.gz'] });
      expect(await readFile(path.join(folder, 'noise.bin'))).to.deep.equal(bytes);
      expect((await readdir(folder)).toSorted()).to.deep.equal(['noise.bin', 'text.gz']);
      const last = progress.findLast(({ file }) => file === 'noise.bin');
      expect(last).to.deep.equal({ file: 'noise.bin', received: 300_000, total: 300_000 });
      await add();
      expect(requests).to.have.length(2);
      await writeFile(path.join(folder, 'noise.bin'), bytes.subarray(1));
      await add();
      expect(requests.slice(2)).to.deep.equal(['noise.bin all']);
      expect(await readFile(path.join(folder, 'noise.bin'))).to.deep.equal(bytes);
    }));

  it('goes on where a connection was cut, again and again', () =>
    adding(
      [...Array.from({ length: 7 }, () => ({ cutAfter: 40_000 })), { stallAfter: 5000 }, 'whole'],
      async ({ folder, add, requests }) => {
        await add();
        expect(await readFile(path.join(folder, 'noise.bin'))).to.deep.equal(bytes);
        // What a cut leaves unread in the client's buffer is asked for again, so only bounds are certain.
        const starts = requests.slice(0, 9).map((line) => Number(/bytes=(\d+)-/.exec(line)?.[1] ?? 0));
        expect(starts).to.deep.equal(starts.toSorted((a, b) => a - b));
        expect(starts.at(-1)).to.be.within(40_000, 285_000);
      },
    ));

  it('keeps what came when it gives up, and goes on from there when run again', () =>
    adding(
      [{ cutAfter: 100_000 }, { status: 503 }, { status: 503 }, { status: 503 }],
      async ({ folder, add, requests }) => {
        const error = await failure(() => add({ attempts: 3 }));
        expect(error.code).to.equal('SADDLE_DATA_DOWNLOAD');
        expect(error.message).to.contain('/data/noise.bin').and.to.contain('--from <folder>');
        expect(await readdir(folder)).to.deep.equal(['noise.bin.part']);
        const { size } = await stat(path.join(folder, 'noise.bin.part'));
        expect(size).to.be.within(1, 100_000);
        await add();
        expect(requests.at(-2)).to.equal(`noise.bin bytes=${size}-`);
        expect(await readFile(path.join(folder, 'noise.bin'))).to.deep.equal(bytes);
      },
    ));

  it('starts over where the server does not know ranges', () =>
    adding([{ cutAfter: 100_000 }, 'ignore range'], async ({ folder, add }) => {
      await add();
      expect(await readFile(path.join(folder, 'noise.bin'))).to.deep.equal(bytes);
    }));

  it('repeats after errors of the server, not after refusals', () =>
    adding([{ status: 500 }, { status: 503 }, 'whole', { status: 403 }], async ({ folder, add, requests }) => {
      const error = await failure(() => add());
      expect(error.message).to.contain('text.gz').and.to.contain('403');
      expect(requests).to.have.length(4);
      expect(await readdir(folder)).to.deep.equal(['noise.bin']);
    }));

  for (const answer of ['wrong', { endAfter: 1000 }] as const) {
    it(`refuses and removes bytes that are not the published ones (${JSON.stringify(answer)})`, () =>
      adding([answer], async ({ folder, add }) => {
        const error = await failure(() => add());
        expect(error.code).to.equal('SADDLE_DATA_DOWNLOAD');
        expect(error.message).to.contain(`expected MD5 ${sum('md5', bytes)}`);
        expect(await readdir(folder)).to.deep.equal([]);
        await add();
        expect(await readFile(path.join(folder, 'noise.bin'))).to.deep.equal(bytes);
      }));
  }

  for (const left of [Buffer.alloc(100_000, 7), Buffer.alloc(400_000, 7)]) {
    it(`what an earlier attempt left wrongly (${left.length} bytes) does not stay`, () =>
      adding([], async ({ folder, add }) => {
        await mkdir(folder);
        await writeFile(path.join(folder, 'noise.bin.part'), left);
        await add();
        expect(await readFile(path.join(folder, 'noise.bin'))).to.deep.equal(bytes);
      }));
  }

  it('takes the same content packed otherwise, but no other content', () =>
    adding(
      [],
      async ({ folder, add }) => {
        await add();
        expect(gunzipSync(await readFile(path.join(folder, 'text.gz')))).to.deep.equal(content);
      },
      { ...files, 'text.gz': gzipSync(content, { level: 1 }) },
    ).then(() =>
      adding(
        [],
        async ({ add }) => {
          expect((await failure(() => add())).message).to.contain('SHA-256');
        },
        { ...files, 'text.gz': gzipSync(content.subarray(1)) },
      ),
    ));

  it('an unreachable publisher is named', () =>
    inFolder(async (home) => {
      const error = await failure(() => addPublished(data, { home }, { ...quick, attempts: 2 }));
      expect(error.code).to.equal('SADDLE_DATA_DOWNLOAD');
      expect(error.message).to.contain('http://127.0.0.1:9/unreachable/noise.bin');
    }));

  it('--from takes the files of a folder, checked', () =>
    inFolder(async (folder) => {
      const [from, home] = [path.join(folder, 'from'), path.join(folder, 'home')];
      await mkdir(from);
      const missing = await failure(() => addPublished(data, { from, home }));
      expect(missing.code).to.equal('SADDLE_DATA_NOT_FOUND');
      expect(missing.message).to.contain(from).and.to.contain('noise.bin');
      await writeFile(path.join(from, 'noise.bin'), bytes.subarray(5));
      const wrong = await failure(() => addPublished(data, { from, home }));
      expect(wrong.code).to.equal('SADDLE_DATA_CORRUPT');
      expect(wrong.at?.file).to.equal(path.join(from, 'noise.bin'));
      await writeFile(path.join(from, 'noise.bin'), bytes, { mode: 0o444 });
      await writeFile(path.join(from, 'text'), content);
      const added = await addPublished(data, { from, home });
      expect(added.files).to.deep.equal(['noise.bin', 'text']);
      expect(readdirSync(added.folder).toSorted()).to.deep.equal(['noise.bin', 'text']);
      expect(await addPublished(data, { home })).to.deep.equal(added);
    }));

  it('commands find the downloads among the exports, and the registry the plugins', () => {
    expect(downloadsOf(datasets).map(({ name }) => name)).to.deep.equal(['mnist', 'fashion-mnist', 'cifar10']);
    const registry = new PluginRegistry();
    registry.addModule(datasets, '@saddle/datasets', import.meta.resolve('@saddle/datasets'));
    expect(registry.names('dataset')).to.include.members(downloadsOf(datasets).map(({ name }) => name));
    expect(registry.list()).to.have.length(12);
  });

  it('an unknown name is answered with the nearest one', async () => {
    const error = await failure(() => addDataset('mnits'));
    expect(error.code).to.equal('SADDLE_USAGE');
    expect(error.message).to.contain("Did you mean 'mnist'?");
  });

  describe('the real MNIST', () => {
    const from = path.join(testData, 'mnist');
    before(function () {
      if (existsSync(from)) return;
      console.warn(`    SKIPPED: real MNIST is not in ${from}; set SADDLE_TEST_DATA to its parent folder`);
      this.skip();
    });

    it('from a folder, and from a mirror whose connections are cut, is then read by name', function () {
      this.timeout(60_000);
      return inFolder(async (folder) => {
        const copied = await addDataset('mnist', { from, home: path.join(folder, 'a') });
        expect(copied.files).to.have.length(4);
        const served = Object.fromEntries(copied.files.map((name) => [name, readFileSync(path.join(from, name))]));
        const server = await serve(served, [{ cutAfter: 1_000_000 }, { cutAfter: 2_000_000 }]);
        const added = await addDataset('mnist', { baseUrl: server.url, home: path.join(folder, 'b') });
        await server.close();
        const options = { split: 'test' };
        const reader = await openReader(mnist, { ...options, folder: added.folder });
        expect(reader.info.length).to.equal(10_000);
        expect((await openReader(mnist, { ...options, folder: copied.folder })).info.digest).to.equal(
          reader.info.digest,
        );
      });
    });
  });
});
