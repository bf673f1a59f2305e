import { animate, animateFiles, encodePng, gridPicture, type Raster } from '@saddle/report';
import { expect } from 'chai';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readGif } from '../../support/read-gif.js';

const plain = (colour: readonly [number, number, number], width = 20, height = 12): Raster => ({
  width,
  height,
  channels: 3,
  data: Uint8Array.from({ length: width * height * 3 }, (_, i) => colour[i % 3]!),
});

describe('animate', () => {
  it('keeps colours exactly where they are few, and loops with a pause at the end', () => {
    const gif = readGif(
      animate([plain([10, 20, 30]), plain([200, 0, 7]), plain([200, 0, 7])], { delayMs: 100, lastDelayMs: 900 }),
    );
    expect([gif.width, gif.height, gif.loops]).to.deep.equal([20, 12, 0]);
    expect(gif.frames.map(({ delayMs }) => delayMs)).to.deep.equal([100, 100, 900]);
    expect(gif.frames.map(({ rgb }) => [...rgb.subarray(0, 3)])).to.deep.equal([
      [10, 20, 30],
      [200, 0, 7],
      [200, 0, 7],
    ]);
  });

  it('comes within a level of every grey', () => {
    const values = Float32Array.from({ length: 256 }, (_, i) => i / 127.5 - 1);
    const frame = gridPicture({ values, count: 1, shape: [16, 16, 1], scale: 1 });
    const { rgb } = readGif(animate([frame])).frames[0]!;
    for (let i = 0; i < frame.data.length; i++) expect(rgb[3 * i]).to.be.closeTo(frame.data[i]!, 1);
  });

  it('comes near to thousands of colours', () => {
    const data = Uint8Array.from(
      { length: 64 * 64 * 3 },
      (_, i) => [((i / 3) % 64) * 4, Math.floor(i / 192) * 4, 90][i % 3]!,
    );
    const { rgb } = readGif(animate([{ width: 64, height: 64, channels: 3, data }])).frames[0]!;
    const errors = data.map((value, i) => Math.abs(value - rgb[i]!));
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).to.be.lessThan(6);
  });

  it('refuses no frames and frames of different sizes', () => {
    expect(() => animate([])).to.throw(RangeError, /at least one/);
    expect(() => animate([plain([0, 0, 0]), plain([0, 0, 0], 5, 5)])).to.throw(RangeError, /20 x 12.*5 x 5/);
  });
});

describe('animateFiles', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saddle-animation-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const save = async (name: string, raster: Raster) => {
    await writeFile(join(folder, name), encodePng(raster));
    return join(folder, name);
  };

  it('thins evenly, keeps first and last, and fits pictures to the last one, smaller than the limit', async () => {
    const paths: string[] = [];
    for (let i = 0; i < 100; i++) {
      const size = i < 50 ? 30 : 120;
      paths.push(await save(`${i}.png`, plain([i, 2 * i, 0], size, size)));
    }
    const out = join(folder, 'run.gif');
    const made = await animateFiles(paths, out, { mostFrames: 12, longestSide: 60 });
    const gif = readGif(await readFile(out));
    expect(made.frames).to.equal(12);
    expect([gif.width, gif.height, gif.frames.length]).to.deep.equal([60, 60, 12]);
    expect(gif.frames[0]!.rgb[0]).to.equal(0);
    expect([...gif.frames[11]!.rgb.subarray(0, 3)]).to.deep.equal([99, 198, 0]);
    expect(made.bytes).to.equal((await readFile(out)).length);
  });

  it('names a damaged picture and writes nothing', async () => {
    const good = await save('1.png', plain([1, 2, 3]));
    const bad = join(folder, '2.png');
    await writeFile(bad, encodePng(plain([1, 2, 3])).subarray(0, 40));
    let error: unknown;
    await animateFiles([good, bad, good], join(folder, 'run.gif')).catch((caught: unknown) => (error = caught));
    expect(error).to.include({ code: 'SADDLE_RUN_CORRUPT' });
    expect((error as Error).message).to.include('2.png');
  });
});
