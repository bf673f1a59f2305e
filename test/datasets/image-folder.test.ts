import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { imageFolder } from '@saddle/datasets';
import { expect } from 'chai';
import { failure, first, inFolder, openReader, testData } from './support/open.js';

type Reference = Record<'png' | 'turned' | 'jpeg' | 'checkerboard', string> &
  Record<'pngAt16' | 'turnedAt16' | 'jpegAt16', number[]>;
const { folder: reference } = JSON.parse(
  readFileSync(new URL('../../references/datasets.json', import.meta.url), 'utf8'),
) as { folder: Reference };
const bytesOf = (base64: string) => Buffer.from(base64, 'base64');
const png = bytesOf(reference.png);
const jpeg = bytesOf(reference.jpeg);

/** Writes files by relative path. */
async function lay(folder: string, files: Readonly<Record<string, Buffer>>): Promise<void> {
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), bytes);
  }
}

describe('image-folder', () => {
  // Pillow 13.0: centre crop, then LANCZOS: test/references/datasets.py. libvips shrinks in two stages, so hard edges
  // (here of 225 steps) come out a few steps different; on average it is within half a step.
  for (const [name, file, expected] of [
    ['png', 'picture.png', reference.pngAt16],
    ['turned', 'turned.PNG', reference.turnedAt16],
    ['jpeg', 'picture.JPG', reference.jpegAt16],
  ] as const) {
    it(`${name}: crops to the middle square and resizes as Pillow does`, () =>
      inFolder(async (folder) => {
        await lay(folder, { [file]: bytesOf(reference[name]) });
        const reader = await openReader(imageFolder, { folder: '.', size: 16 }, folder);
        expect(reader.info.sample).to.deep.equal({ shape: [16, 16, 3], range: 'symmetric' });
        expect(reader.info.classes).to.deep.equal([]);
        const { samples } = await reader.read(first(1));
        const values = [...samples!].map((value) => (value + 1) * 127.5);
        expect(values).to.have.length(expected.length);
        values.forEach((value, i) => expect(value).to.be.closeTo(expected[i]!, 12));
        const distance = values.reduce((sum, value, i) => sum + Math.abs(value - expected[i]!), 0) / values.length;
        expect(distance).to.be.below(0.5);
      }));
  }

  it('does not alias: a checkerboard of single pixels becomes grey', () =>
    inFolder(async (folder) => {
      await lay(folder, { 'board.png': bytesOf(reference.checkerboard) });
      const { samples } = await (await openReader(imageFolder, { folder: '.', size: 16 }, folder)).read(first(1));
      for (const value of samples!) expect((value + 1) * 127.5).to.be.closeTo(127.5, 6);
    }));

  it('takes classes from folders, splits from a folder, grey if asked', () =>
    inFolder(async (folder) => {
      await lay(folder, {
        'train/cat/b.png': png,
        'train/cat/deep/a.jpg': jpeg,
        'train/ant/c.jpeg': jpeg,
        'train/ant/notes.txt': Buffer.from('no picture'),
        'train/.hidden/d.png': png,
        'test/dog/e.png': png,
      });
      const options = { folder: '.', split: 'train', size: 8, channels: 1 };
      const reader = await openReader(imageFolder, options, folder);
      expect(reader.info.length).to.equal(3);
      expect(reader.info.classes).to.deep.equal(['ant', 'cat']);
      const batch = await reader.read(Uint32Array.of(2, 0, 1, 2));
      expect([...batch['labels']!]).to.deep.equal([1, 0, 1, 1]);
      expect(batch['samples']).to.have.length(4 * 64);
      expect(batch['samples']!.slice(0, 64)).to.deep.equal(batch['samples']!.slice(192));
      const uncached = await openReader(imageFolder, { ...options, cache: 0 }, folder);
      expect(await uncached.read(Uint32Array.of(2, 0, 1, 2))).to.deep.equal(batch);
      expect(uncached.info.digest).to.equal(reader.info.digest);
      const plain = await openReader(imageFolder, { ...options, labels: false }, folder);
      expect(plain.info.fields).not.to.have.property('labels');
      await lay(folder, { 'train/cat/b.png': jpeg });
      expect((await openReader(imageFolder, options, folder)).info.digest).not.to.equal(reader.info.digest);
    }));

  const changed = (bytes: Buffer, offset: number) => Buffer.from(bytes.map((b, i) => (i === offset ? b ^ 0x55 : b)));
  const idat = png.indexOf('IDAT') - 4;
  const damaged: readonly [string, Buffer, string][] = [
    ['a truncated png', png.subarray(0, png.length - 40), `at byte ${png.length - 40}: the chunk IDAT at byte ${idat}`],
    ['an altered png', changed(png, idat + 30), `in the chunk IDAT at byte ${idat}: its checksum is wrong`],
    [
      'a truncated jpeg',
      jpeg.subarray(0, jpeg.length - 200),
      `at byte ${jpeg.length - 200}: the file ends before its end`,
    ],
    ['no picture', Buffer.from('hello'), 'at byte 0: neither a PNG nor a JPEG'],
    ['an empty file', Buffer.alloc(0), 'at byte 0: neither a PNG nor a JPEG'],
  ];
  for (const [what, bytes, expected] of damaged) {
    it(`names ${what} with the offset`, () =>
      inFolder(async (folder) => {
        await lay(folder, { 'a.png': png, 'b.png': bytes });
        const reader = await openReader(imageFolder, { folder: '.', size: 16 }, folder);
        await reader.read(first(1));
        const error = await failure(() => reader.read(first(2)));
        expect(error.code).to.equal('SADDLE_DATA_CORRUPT');
        expect(error.at?.file).to.equal(path.join(folder, 'b.png'));
        expect(error.message).to.contain(expected);
      }));
  }

  it('refuses missing and empty folders, and pictures beside class folders', () =>
    inFolder(async (folder) => {
      const missing = await failure(() => openReader(imageFolder, { folder: 'none', size: 16 }, folder));
      expect(missing.code).to.equal('SADDLE_DATA_NOT_FOUND');
      expect(missing.message).to.contain(path.join(folder, 'none'));
      const empty = await failure(() => openReader(imageFolder, { folder: '.', size: 16 }, folder));
      expect(empty.code).to.equal('SADDLE_DATA_NOT_FOUND');
      await lay(folder, { 'loose.png': png, 'cat/a.png': png });
      const loose = await failure(() => openReader(imageFolder, { folder: '.', size: 16 }, folder));
      expect(loose.code).to.equal('SADDLE_CONFIG_INCOMPATIBLE');
      expect(loose.message).to.contain('loose.png').and.to.contain('labels: false');
    }));

  describe('CIFAR-10 as jpeg files', () => {
    const archive = path.join(testData, 'cifar10-jpeg.tar.gz');
    before(function () {
      if (existsSync(archive)) return;
      console.warn(`    SKIPPED: there is no ${archive}; set SADDLE_TEST_DATA to its folder`);
      this.skip();
    });

    it('its test split: ten classes of 1,000 pictures with the published mean colour', function () {
      this.timeout(120_000);
      return inFolder(async (folder) => {
        expect(spawnSync('tar', ['xzf', archive, '-C', folder, 'test']).status).to.equal(0);
        const reader = await openReader(imageFolder, { folder: '.', split: 'test', size: 32 }, folder);
        expect(reader.info.length).to.equal(10_000);
        expect(reader.info.classes).to.have.length(10);
        expect(reader.info.classes[0]).to.equal('airplane');
        const { samples, labels } = await reader.read(Uint32Array.from({ length: 2000 }, (_, i) => i * 5));
        for (let label = 0; label < 10; label++) expect(labels!.filter((found) => found === label)).to.have.length(200);
        const mean = [0, 1, 2].map(
          (c) =>
            (samples as Float32Array).reduce(
              (sum: number, value: number, i: number) => sum + (i % 3 === c ? (value + 1) / 2 : 0),
              0,
            ) /
            (samples!.length / 3),
        );
        // Means of CIFAR-10's channels: 0.4914, 0.4822, 0.4465; here over a fifth of the test pictures and after JPEG.
        [0.4914, 0.4822, 0.4465].forEach((expected, c) => expect(mean[c]).to.be.closeTo(expected, 0.02));
      });
    });
  });
});
