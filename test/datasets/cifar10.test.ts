import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { cifar10 } from '@saddle/datasets';
import { expect } from 'chai';
import { failure, inFolder, openReader } from './support/open.js';

const record = 3073;

/** 10,000 records: label n % 10, red n % 251, green 100, blue the pixel's column. */
function testBatch(): Buffer {
  const bytes = Buffer.alloc(10_000 * record);
  for (let n = 0; n < 10_000; n++) {
    bytes[n * record] = n % 10;
    bytes.fill(n % 251, n * record + 1, n * record + 1025);
    bytes.fill(100, n * record + 1025, n * record + 2049);
    for (let i = 0; i < 1024; i++) bytes[n * record + 2049 + i] = i % 32;
  }
  return bytes;
}

/** A ustar archive of one file (POSIX.1-1988). */
function tar(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write('0', 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc(512 - (content.length % 512 || 512)), Buffer.alloc(1024)]);
}

describe('cifar10', function () {
  this.timeout(30_000);
  const bytes = testBatch();
  const at = (offset: number, value: number) => {
    const changed = Buffer.from(bytes);
    changed[offset] = value;
    return changed;
  };

  it('reads planes as interleaved colours, from .bin files and from the archive alike', () =>
    inFolder(async (folder) => {
      await mkdir(path.join(folder, 'cifar-10-batches-bin'));
      await writeFile(path.join(folder, 'cifar-10-batches-bin', 'test_batch.bin'), bytes);
      const reader = await openReader(cifar10, { folder: '.', split: 'test' }, folder);
      expect(reader.info.length).to.equal(10_000);
      expect(reader.info.sample.shape).to.deep.equal([32, 32, 3]);
      expect(reader.info.classes[6]).to.equal('frog');
      const { samples, labels } = await reader.read(Uint32Array.of(9996, 3));
      expect([...labels!]).to.deep.equal([6, 3]);
      const pixel = (n: number, y: number, x: number) =>
        [...samples!.slice(((n * 32 + y) * 32 + x) * 3, ((n * 32 + y) * 32 + x) * 3 + 3)].map((v) =>
          Math.round((v + 1) * 127.5),
        );
      expect(pixel(0, 5, 9)).to.deep.equal([9996 % 251, 100, 9]);
      expect(pixel(1, 31, 30)).to.deep.equal([3, 100, 30]);

      const packed = path.join(folder, 'packed');
      await mkdir(packed);
      const archive = gzipSync(tar('cifar-10-batches-bin/test_batch.bin', bytes), { level: 1 });
      await writeFile(path.join(packed, 'cifar-10-binary.tar.gz'), archive);
      const same = await openReader(cifar10, { folder: packed, split: 'test' });
      expect(same.info.digest).to.equal(reader.info.digest);
      const error = await failure(() => openReader(cifar10, { folder: packed }));
      expect(error.code).to.equal('SADDLE_DATA_CORRUPT');
      expect(error.message).to.contain('data_batch_1.bin');
      await writeFile(path.join(packed, 'cifar-10-binary.tar.gz'), archive.subarray(0, 20_000));
      const cut = await failure(() => openReader(cifar10, { folder: packed, split: 'test' }));
      expect(cut.message).to.contain('cifar-10-binary.tar.gz').and.to.contain('ends at byte 20000');
    }));

  it('names truncated and altered files with the offset, and says how to get missing ones', () =>
    inFolder(async (folder) => {
      const file = path.join(folder, 'test_batch.bin');
      const open = () => openReader(cifar10, { folder: '.', split: 'test' }, folder);
      const missing = await failure(open);
      expect(missing.code).to.equal('SADDLE_DATA_NOT_FOUND');
      expect(missing.advice).to.contain('saddle data add cifar10');
      await writeFile(file, bytes.subarray(0, 5 * record));
      const cut = await failure(open);
      expect(cut.code).to.equal('SADDLE_DATA_CORRUPT');
      expect(cut.at?.file).to.equal(file);
      expect(cut.message).to.contain(`truncated at byte ${5 * record}`);
      await writeFile(file, at(7 * record, 10));
      expect((await failure(open)).message).to.contain(`byte ${7 * record} of the file is 10`);
    }));
});
