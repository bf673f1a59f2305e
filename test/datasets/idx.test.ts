import { existsSync, readFileSync } from 'node:fs';
import { open, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { idx, mnist } from '@saddle/datasets';
import { expect } from 'chai';
import { idxBytes, patternBytes } from './support/idx-bytes.js';
import { failure, first, inFolder, make, openReader, testData } from './support/open.js';

const references = JSON.parse(readFileSync(new URL('../../references/datasets.json', import.meta.url), 'utf8')) as {
  lanczos: Record<string, number[]>;
};

/** Three pictures of 28 x 28 with labels 2, 0, 1. */
const pictures = Buffer.concat([patternBytes(28, 28), Buffer.alloc(784, 255), Buffer.alloc(784)]);
const images = idxBytes([3, 28, 28], pictures);
const labels = idxBytes([3], Uint8Array.of(2, 0, 1));

describe('idx', () => {
  it('reads pictures and labels, gzipped or not, by what the file holds', () =>
    inFolder(async (folder) => {
      await writeFile(path.join(folder, 'images'), images);
      await writeFile(path.join(folder, 'packed'), gzipSync(images));
      await writeFile(path.join(folder, 'labels.gz'), gzipSync(labels));
      const reader = await openReader(idx, { images: 'images', labels: 'labels.gz' }, folder);
      expect(reader.info.sample).to.deep.equal({ shape: [28, 28, 1], range: 'symmetric' });
      expect(reader.info.classes).to.deep.equal(['0', '1', '2']);
      const batch = await reader.read(Uint32Array.of(1, 0));
      expect(batch['labels']).to.deep.equal(Int32Array.of(0, 2));
      expect(batch['samples']!.slice(0, 784).every((value) => value === 1)).to.equal(true);
      const expected = Float32Array.from(patternBytes(28, 28), (byte) => byte / 127.5 - 1);
      batch['samples']!.slice(784).forEach((value, i) => expect(value).to.be.closeTo(expected[i]!, 1e-6));
      const packed = await openReader(idx, { images: 'packed' }, folder);
      expect((await packed.read(Uint32Array.of(0)))['samples']).to.deep.equal(batch['samples']!.slice(784));
      expect(packed.info.classes).to.deep.equal([]);
      expect(packed.info.fields).not.to.have.property('labels');
      expect((await openReader(idx, { images: 'images' }, folder)).info.digest).to.equal(packed.info.digest);
    }));

  it('pads to a larger size with a border of -1 and keeps every pixel', () =>
    inFolder(async (folder) => {
      await writeFile(path.join(folder, 'images'), images);
      const plain = await (await openReader(idx, { images: 'images' }, folder)).read(first(1));
      const reader = await openReader(idx, { images: 'images', size: 32 }, folder);
      const { samples } = await reader.read(first(1));
      expect(reader.info.sample.shape).to.deep.equal([32, 32, 1]);
      for (let y = 0; y < 32; y++) {
        for (let x = 0; x < 32; x++) {
          const inside = x >= 2 && x < 30 && y >= 2 && y < 30;
          expect(samples![y * 32 + x]).to.equal(inside ? plain['samples']![(y - 2) * 28 + x - 2] : -1);
        }
      }
      const error = await failure(() => openReader(idx, { images: 'images', size: 16 }, folder));
      expect(error.code).to.equal('SADDLE_CONFIG_INCOMPATIBLE');
      expect(error.message).to.contain('28 x 28').and.to.contain('fit: resize');
    }));

  // Pillow 13.0, Image.resize(LANCZOS) in mode F: test/references/datasets.py.
  for (const size of [20, 40]) {
    it(`resizes 28 to ${size} as Pillow's Lanczos filter does`, () =>
      inFolder(async (folder) => {
        await writeFile(path.join(folder, 'images'), images);
        const options = { images: 'images', size, fit: 'resize' };
        expect((await make(idx, options, folder)).reading).to.equal('worker');
        const { samples } = await (await openReader(idx, options, folder)).read(first(3));
        references.lanczos[size]!.forEach((value, i) => expect((samples![i]! + 1) * 127.5).to.be.closeTo(value, 0.001));
        expect(samples!.slice(size * size, 2 * size * size).every((value) => Math.abs(value - 1) < 1e-6)).to.equal(
          true,
        );
        expect(samples!.slice(2 * size * size).every((value) => value === -1)).to.equal(true);
      }));
  }

  it('a file too large for memory is read picture by picture', function () {
    this.timeout(60_000);
    return inFolder(async (folder) => {
      // 600 MiB, nearly all of it a hole.
      const length = 600 * 1024;
      const file = path.join(folder, 'large');
      const handle = await open(file, 'w');
      await handle.write(idxBytes([length, 32, 32], patternBytes(32, 32)), 0);
      await handle.write(Buffer.alloc(1024, 255), 0, 1024, 16 + (length - 1) * 1024);
      await handle.truncate(16 + length * 1024);
      await handle.close();
      const before = process.memoryUsage.rss();
      const dataset = await make(idx, { images: 'large' }, folder);
      expect(dataset.reading).to.equal('worker');
      const reader = await dataset.open();
      const { samples } = await reader.read(Uint32Array.of(length - 1, 5, 0));
      expect(process.memoryUsage.rss() - before).to.be.below(150e6);
      expect(samples!.slice(0, 1024).every((value) => value === 1)).to.equal(true);
      expect(samples!.slice(1024, 2048).every((value) => value === -1)).to.equal(true);
      patternBytes(32, 32).forEach((byte, i) => expect(samples![2048 + i]).to.be.closeTo(byte / 127.5 - 1, 1e-6));
      await reader.close?.();
      await truncate(file, 500 * 1024 * 1024 + 100_000_000);
      expect((await failure(() => openReader(idx, { images: 'large' }, folder))).message).to.contain(
        'truncated at byte',
      );
    });
  });

  const damaged: readonly [string, Buffer, string][] = [
    [
      'truncated',
      images.subarray(0, 1000),
      'Expected 2368 bytes for [3, 28, 28]; the content is truncated at byte 1000',
    ],
    ['too long', Buffer.concat([images, Buffer.alloc(3)]), 'goes on after byte 2368'],
    ['empty', Buffer.alloc(0), 'ends at byte 0'],
    ['cut in its header', images.subarray(0, 10), 'ends at byte 10'],
    ['of another format', Buffer.from('\x89PNG'), 'bytes 0 and 1 of the file are 194 and 137'],
    ['of another type', Buffer.concat([Buffer.of(0, 0, 13), images.subarray(3)]), 'byte 2 of the file says type 13'],
    ['of labels', labels, 'the header at byte 4 says [3]'],
    ['packed and truncated', gzipSync(images).subarray(0, 300), 'The gzip file ends at byte 300'],
    [
      'packed and altered',
      Buffer.from(gzipSync(images).map((byte, i) => (i === 200 ? byte ^ 0xff : byte))),
      'The gzip file is damaged at or before byte',
    ],
    ['packed after truncation', gzipSync(images.subarray(0, 1000)), 'truncated at byte 1000 of its unpacked content'],
  ];
  for (const [what, bytes, expected] of damaged) {
    it(`names a file that is ${what}, with the offset`, () =>
      inFolder(async (folder) => {
        const file = path.join(folder, 'broken');
        await writeFile(file, bytes);
        const error = await failure(() => openReader(idx, { images: 'broken' }, folder));
        expect(error.code).to.equal('SADDLE_DATA_CORRUPT');
        expect(error.at?.file).to.equal(file);
        expect(error.message).to.contain(file).and.to.contain(expected);
      }));
  }

  it('refuses labels that do not belong to the images, and missing files', () =>
    inFolder(async (folder) => {
      await writeFile(path.join(folder, 'images'), images);
      await writeFile(path.join(folder, 'labels'), idxBytes([2], Uint8Array.of(2, 0)));
      const error = await failure(() => openReader(idx, { images: 'images', labels: 'labels' }, folder));
      expect(error.code).to.equal('SADDLE_DATA_CORRUPT');
      expect(error.message).to.contain('Expected 3 labels');
      const missing = await failure(() => openReader(idx, { images: 'nowhere' }, folder));
      expect(missing.code).to.equal('SADDLE_DATA_NOT_FOUND');
      expect(missing.message).to.contain(path.join(folder, 'nowhere'));
    }));
});

describe('mnist', () => {
  it('says how to get the data where it is missing', () =>
    inFolder(async (folder) => {
      const error = await failure(() => openReader(mnist, { folder: '.' }, folder));
      expect(error.code).to.equal('SADDLE_DATA_NOT_FOUND');
      expect(error.message).to.contain(folder).and.to.contain('train-images-idx3-ubyte');
      expect(error.advice).to.contain('saddle data add mnist').and.to.contain('--from <folder>');
    }));

  it('looks in SADDLE_DATA if no folder is named', () =>
    inFolder(async (folder) => {
      const before = process.env['SADDLE_DATA'];
      process.env['SADDLE_DATA'] = folder;
      try {
        const error = await failure(() => openReader(mnist, {}));
        expect(error.message).to.contain(path.join(folder, 'mnist'));
      } finally {
        if (before === undefined) delete process.env['SADDLE_DATA'];
        else process.env['SADDLE_DATA'] = before;
      }
    }));

  it('names the byte of a label that is no digit', () =>
    inFolder(async (folder) => {
      await writeFile(path.join(folder, 't10k-images-idx3-ubyte'), images);
      await writeFile(path.join(folder, 't10k-labels-idx1-ubyte'), idxBytes([3], Uint8Array.of(1, 17, 2)));
      const error = await failure(() => openReader(mnist, { folder: '.', split: 'test' }, folder));
      expect(error.message).to.contain('Expected labels below 10; byte 9 is 17');
    }));

  describe('the real files', () => {
    const folder = path.join(testData, 'mnist');
    before(function () {
      if (existsSync(folder)) return;
      console.warn(`    SKIPPED: real MNIST is not in ${folder}; set SADDLE_TEST_DATA to its parent folder`);
      this.skip();
    });

    // Published facts: 60,000 / 10,000 pictures; the first labels 5 0 4 1 9 / 7 2 1 0 4; the mean and standard deviation
    // of the training pixels 0.1307 and 0.3081 (torchvision's examples normalise with them).
    it('train and test have the published sizes, labels and mean', async () => {
      const train = await openReader(mnist, { folder });
      expect(train.info.length).to.equal(60_000);
      const { samples, labels: digits } = await train.read(first(60_000));
      expect([...digits!.slice(0, 5)]).to.deep.equal([5, 0, 4, 1, 9]);
      let sum = 0;
      let squares = 0;
      for (const value of samples!) {
        const pixel = (value + 1) / 2;
        sum += pixel;
        squares += pixel * pixel;
      }
      const mean = sum / samples!.length;
      expect(mean).to.be.closeTo(0.1307, 0.00005);
      expect(Math.sqrt(squares / samples!.length - mean * mean)).to.be.closeTo(0.3081, 0.00005);
      const test = await openReader(mnist, { folder, split: 'test' });
      expect(test.info.length).to.equal(10_000);
      expect([...(await test.read(first(5)))['labels']!]).to.deep.equal([7, 2, 1, 0, 4]);
    });
  });
});
