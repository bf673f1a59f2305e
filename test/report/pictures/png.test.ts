import { decodePng, encodePng, writePicture, type Raster } from '@saddle/report';
import { expect } from 'chai';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

const noise = (width: number, height: number, channels: 1 | 3): Raster => ({
  width,
  height,
  channels,
  data: Uint8Array.from({ length: width * height * channels }, (_, i) => (i * 2654435761) >>> 24),
});

describe('PNG files', () => {
  it('come back pixel by pixel, grey as equal colours', () => {
    const colour = noise(17, 9, 3);
    expect(decodePng(encodePng(colour))).to.deep.equal(colour);
    const grey = noise(5, 30, 1);
    expect([...decodePng(encodePng(grey)).data.filter((_, i) => i % 3 === 1)]).to.deep.equal([...grey.data]);
  });

  it('have a header that says 8 bits, grey or colour, and rows of the size it says', () => {
    for (const [channels, colourType] of [
      [1, 0],
      [3, 2],
    ] as const) {
      const bytes = Buffer.from(encodePng(noise(7, 4, channels)));
      expect(bytes.subarray(0, 8).toString('latin1')).to.equal('\x89PNG\r\n\x1a\n');
      expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[24], bytes[25]]).to.deep.equal([
        7,
        4,
        8,
        colourType,
      ]);
      const start = bytes.indexOf('IDAT') + 4;
      const rows = inflateSync(bytes.subarray(start, start + bytes.readUInt32BE(start - 8)));
      expect(rows.length).to.equal(4 * (1 + 7 * channels));
    }
  });

  it('are the same bytes for the same raster', () => {
    expect(encodePng(noise(40, 40, 3))).to.deep.equal(encodePng(noise(40, 40, 3)));
  });

  it('that are cut short are refused', () => {
    const bytes = encodePng(noise(40, 40, 3));
    for (const length of [0, 20, 100, bytes.length - 30]) expect(() => decodePng(bytes.subarray(0, length))).to.throw();
  });

  describe('on disk', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'saddle pictures é-'));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    it('are written whole, in folders that are made, with no temporary file left', async () => {
      const path = join(folder, 'samples', 'step 1.png');
      await writePicture(path, noise(8, 8, 3));
      await writePicture(path, noise(9, 9, 3));
      expect(decodePng(await readFile(path)).width).to.equal(9);
      expect(await readdir(join(folder, 'samples'))).to.deep.equal(['step 1.png']);
    });

    it('that cannot be written are a coded error, and leave nothing behind', async () => {
      const path = join(folder, 'taken');
      await mkdir(join(path, 'by a folder'), { recursive: true });
      let error: unknown;
      await writePicture(path, noise(8, 8, 3)).catch((caught: unknown) => (error = caught));
      expect(error).to.include({ code: 'SADDLE_RUN_WRITE' });
      expect((error as Error).message).to.include(path);
      expect(await readdir(folder)).to.deep.equal(['taken']);
    });
  });
});
