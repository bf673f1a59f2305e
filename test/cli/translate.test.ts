import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from 'chai';
import sharp from 'sharp';
import { train } from './support/runs.js';
import { inProcess, lastJson, scratch, tiny } from './support/saddle.js';

const pixelsOf = async (file: string) => {
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  const { channels } = await sharp(file).metadata();
  return { width: info.width, height: info.height, channels, data: [...data] };
};

describe('saddle translate', function () {
  this.timeout(120_000);
  const at = scratch();
  const eager = ['averaging=null', 'runtime.compile=off', 'sampling.count=4', 'sampling.animation=false'];
  const architecture = 'architecture={use: pix2pix, generator: {channels: 4}, discriminator: {channels: 4, layers: 2}}';

  async function picture(name: string, width: number, height: number): Promise<void> {
    const path = at('in', name);
    mkdirSync(dirname(path), { recursive: true });
    const values = Buffer.from(
      Array.from({ length: width * height * 3 }, (_, i) => Math.round(127 + 120 * Math.sin(i / 9))),
    );
    await sharp(values, { raw: { width, height, channels: 3 } }).toFile(path);
  }

  before(async () => {
    await train(tiny('shapes'), at('pairs'), {
      set: [
        ...eager,
        architecture,
        'procedure={use: pix2pix}',
        'data={use: shapes, size: 16, channels: 3, batch: 4, examples: 32, degrade: {kind: greyscale}}',
      ],
    });
    await picture('a.png', 16, 16);
    await picture('wide.png', 45, 19);
    await picture('in/a folder/high.jpg', 7, 70);
    await picture('a.jpg', 20, 20);
  });

  it('translates pictures of any size and keeps their names and sizes', async () => {
    const ended = await inProcess('translate', at('pairs'), '--in', at('in'), '--out', at('out'), '--json');
    expect(ended.code, ended.stderr).to.equal(0);
    expect(lastJson(ended)).to.include({ count: 4, iteration: 6 });
    for (const [name, width, height] of [
      ['a.png', 16, 16],
      ['a.jpg.png', 20, 20],
      ['wide.png', 45, 19],
      ['in/a folder/high.png', 7, 70],
    ] as const) {
      const { data: _data, ...form } = await pixelsOf(at('out', name));
      expect(form, name).to.deep.equal({ width, height, channels: 3 });
    }
  });

  it('gives the same bytes again, and others from another checkpoint', async () => {
    const again = async (out: string, ...flags: string[]) => {
      expect((await inProcess('translate', at('pairs'), '--in', at('in'), '--out', at(out), ...flags)).code).to.equal(
        0,
      );
      return readFileSync(at(out, 'wide.png'));
    };
    const newest = await again('again');
    expect(newest.equals(readFileSync(at('out', 'wide.png')))).to.equal(true);
    expect((await again('first', '--checkpoint', '0')).equals(newest)).to.equal(false);
    expect((await again('degraded', '--degrade')).equals(newest), 'greyscale of what is read as grey').to.equal(false);
  });

  it('cuts large pictures into tiles that fade into each other', async () => {
    const { code } = await inProcess('translate', at('pairs'), '--in', at('in'), '--out', at('tiles'), '--tile', '32');
    expect(code).to.equal(0);
    const [tiled, whole] = [await pixelsOf(at('tiles', 'wide.png')), await pixelsOf(at('out', 'wide.png'))];
    const difference = tiled.data.map((value, i) => Math.abs(value - whole.data[i]!));
    // Not the same, since a tile does not see the rest; but near, and of the same size.
    expect(Math.max(...difference)).to.be.within(1, 60);
    expect([tiled.width, tiled.height]).to.deep.equal([45, 19]);
  });

  it('passes over damaged pictures, names them and ends with code 1', async () => {
    const good = readFileSync(at('in', 'a.png'));
    mkdirSync(at('mixed'));
    writeFileSync(at('mixed', 'good.png'), good);
    writeFileSync(at('mixed', 'cut.png'), good.subarray(0, good.length >> 1));
    writeFileSync(at('mixed', 'text.jpg'), 'no picture');
    const { code, stderr } = await inProcess('translate', at('pairs'), '--in', at('mixed'), '--out', at('kept'));
    expect(code).to.equal(1);
    expect(stderr).to.match(
      /SADDLE_DATA_CORRUPT: 2 of 3 pictures cannot be read and were passed over: cut\.png, text\.jpg\./,
    );
    expect(existsSync(at('kept', 'good.png'))).to.equal(true);
    expect(existsSync(at('kept', 'cut.png'))).to.equal(false);
  });

  it('says what is wrong: no pictures, no translation, no way back', async () => {
    mkdirSync(at('empty'));
    const wrong = async (...args: string[]) => {
      const { code, stderr } = await inProcess('translate', ...args, '--out', at('none'));
      return `${code} ${stderr}`;
    };
    expect(await wrong(at('pairs'), '--in', at('empty'))).to.match(
      /42 error SADDLE_DATA_NOT_FOUND: Expected \.png or \.jpg/,
    );
    expect(await wrong(at('pairs'), '--in', at('in'), '--inverse')).to.match(/42 error SADDLE_USAGE: --inverse/);
    await train(tiny('shapes'), at('latents'), { set: eager });
    expect(await wrong(at('latents'), '--in', at('in'))).to.match(
      /42 error SADDLE_USAGE: This run makes pictures from latents/,
    );
  });

  it('goes both ways where a run was trained for both', async () => {
    await train(tiny('shapes'), at('cycle'), {
      set: [
        ...eager,
        'architecture={use: cyclegan, generator: {channels: 2, blocks: 1}, discriminator: {channels: 2, layers: 1}}',
        'procedure={use: cyclegan, pool: 4, identity: 0}',
        'data={use: shapes, size: 16, channels: 3, batch: 4, examples: 32, degrade: {kind: greyscale}}',
      ],
    });
    for (const [flags, channels] of [
      [[], 3],
      [['--inverse'], 1],
    ] as const) {
      const out = at(`cycle-${channels}`);
      expect((await inProcess('translate', at('cycle'), '--in', at('in'), '--out', out, ...flags)).code).to.equal(0);
      const { data: _data, ...form } = await pixelsOf(`${out}/wide.png`);
      expect(form).to.deep.equal({ width: 45, height: 19, channels });
    }
  });
});
