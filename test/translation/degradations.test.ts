import { expect } from 'chai';
import {
  channelsAfter,
  createBatchSource,
  degrade,
  degradedReader,
  HostRandom,
  isSaddleError,
  type DatasetReader,
  type Degradation,
  type Picture,
} from '@saddle/core';
import { expectNumbers } from '../support/numbers.js';

const grey = (rows: readonly (readonly number[])[]): Picture => ({
  height: rows.length,
  width: rows[0]!.length,
  channels: 1,
  values: Float32Array.from(rows.flat()),
});

const left = (degradation: Degradation, picture: Picture, key = 'test') =>
  degrade(degradation, picture, new HostRandom(1, key));

/** Numbers of their own for every example: 4 x 4, colour. */
const reader = (length = 6): DatasetReader => {
  const size = 48;
  return {
    info: {
      sample: { shape: [4, 4, 3], range: 'symmetric' },
      length,
      classes: [],
      fields: { samples: { shape: [4, 4, 3], dtype: 'float32' } },
      digest: 'abc',
    },
    read: (indices) => ({
      samples: Float32Array.from({ length: indices.length * size }, (_, i) =>
        Math.sin(indices[Math.floor(i / size)]! * 100 + (i % size)),
      ),
    }),
  };
};

describe('degradations', () => {
  it('greyscale is the luma of ITU-R BT.601', () => {
    const picture = { height: 1, width: 2, channels: 3, values: Float32Array.from([1, -1, -1, 0.5, 0.25, -0.5]) };
    expectNumbers(left({ kind: 'greyscale' }, picture), [0.299 - 0.587 - 0.114, 0.1495 + 0.14675 - 0.057], 1e-6);
  });

  it('outline keeps the border of what is light', () => {
    const o = -1;
    const filled = grey([
      [o, o, o, o, o],
      [o, 1, 1, 1, o],
      [o, 1, 0.5, 1, o],
      [o, 1, 1, 1, 0.2],
      [o, o, o, o, o],
    ]);
    expect([...left({ kind: 'outline', threshold: 0 }, filled)]).to.deep.equal(
      [
        [o, o, o, o, o],
        [o, 1, 1, 1, o],
        [o, 1, o, 1, o],
        [o, 1, 1, o, 1],
        [o, o, o, o, o],
      ]
        .flat()
        // The pixel beside the light one at the edge has an own dark neighbour below.
        .map((value, i) => (i === 18 ? 1 : value)),
    );
    expect([...left({ kind: 'outline', threshold: 0.6 }, filled)][12]).to.equal(-1);
  });

  it('edges are lengths of the Sobel gradient: a step from black to white is 1, a flat picture -1', () => {
    const step = grey(Array.from({ length: 3 }, () => [-1, -1, 1, 1]));
    expect([...left({ kind: 'edges', gain: 1 }, step)]).to.deep.equal([-1, 1, 1, -1, -1, 1, 1, -1, -1, 1, 1, -1]);
    const half = grey(Array.from({ length: 3 }, () => [0, 0, 1, 1]));
    expectNumbers(left({ kind: 'edges', gain: 1 }, half), [-1, 0, 0, -1, -1, 0, 0, -1, -1, 0, 0, -1], 1e-6);
  });

  it('mask puts mid-grey over a square, in the middle or anywhere', () => {
    const white = { height: 4, width: 4, channels: 3, values: new Float32Array(48).fill(1) };
    const masked = (place: 'centre' | 'random', key: string) => {
      const values = left({ kind: 'mask', share: 0.5, place }, white, key);
      return Array.from({ length: 16 }, (_, i) => values[3 * i]!);
    };
    expect(masked('centre', 'a')).to.deep.equal([1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1]);
    const places = new Set(Array.from({ length: 60 }, (_, i) => masked('random', String(i)).join('')));
    expect(places.size).to.equal(9);
  });

  it('blur spreads a point as a Gaussian and keeps its light', () => {
    const size = 21;
    const point = grey(
      Array.from({ length: size }, (_, y) => Array.from({ length: size }, (_x, x) => (y === 10 && x === 10 ? 1 : 0))),
    );
    const values = left({ kind: 'blur', deviation: 1.5 }, point);
    expect(values.reduce((sum, value) => sum + value, 0)).to.be.closeTo(1, 1e-5);
    const ratio = values[10 * size + 12]! / values[10 * size + 10]!;
    expect(ratio).to.be.closeTo(Math.exp(-4 / (2 * 1.5 ** 2)), 1e-5);
    const flat = grey(Array.from({ length: 5 }, () => [0.3, 0.3, 0.3]));
    expectNumbers(left({ kind: 'blur', deviation: 2 }, flat), flat.values, 1e-6);
  });

  it('noise is Gaussian, within the range', () => {
    const flat = grey(Array.from({ length: 64 }, () => Array.from({ length: 64 }, () => 0)));
    const values = left({ kind: 'noise', deviation: 0.2 }, flat);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    // Five standard errors of 4096 draws.
    expect(mean).to.be.closeTo(0, (5 * 0.2) / 64);
    expect(Math.sqrt(variance)).to.be.closeTo(0.2, (5 * 0.2) / Math.sqrt(2 * 4096));
    expect(Math.max(...left({ kind: 'noise', deviation: 5 }, flat))).to.equal(1);
  });
});

describe('pairs made of a data set', () => {
  it('have sources of the right shape beside unchanged samples, and a digest of their own', async () => {
    const pairs = degradedReader(reader(), { kind: 'greyscale' }, 0);
    expect(pairs.info.fields['source']).to.deep.equal({ shape: [4, 4, 1], dtype: 'float32' });
    expect(channelsAfter({ kind: 'blur', deviation: 1 }, 3)).to.equal(3);
    expect(pairs.info.digest).to.not.equal('abc');
    expect(pairs.info.digest).to.not.equal(degradedReader(reader(), { kind: 'edges', gain: 1 }, 0).info.digest);
    const indices = Uint32Array.of(4, 1);
    const batch = await pairs.read(indices);
    const plain = await reader().read(indices);
    expect([...batch['samples']!]).to.deep.equal([...plain['samples']!]);
    expect(batch['source']).to.have.length(32);
  });

  it('have the same noise in the same epoch wherever an example comes, and other noise in the next', async () => {
    const pairs = degradedReader(reader(), { kind: 'noise', deviation: 0.1 }, 7);
    const source = async (indices: number[], epoch: number, row: number) =>
      [...((await pairs.read(Uint32Array.from(indices), epoch))['source'] as Float32Array)].slice(
        row * 48,
        (row + 1) * 48,
      );
    expect(await source([0, 3], 1, 1)).to.deep.equal(await source([3, 2], 1, 0));
    expect(await source([3], 1, 0)).to.not.deep.equal(await source([3], 2, 0));
  });

  it('tell the epoch to the reader as batches are drawn', async () => {
    const epochs: (number | undefined)[] = [];
    const inner = reader();
    const watched: DatasetReader = {
      ...inner,
      read: (indices, epoch) => {
        epochs.push(epoch);
        return inner.read(indices);
      },
    };
    const source = await createBatchSource({ reader: watched, batch: 2, seed: 0 });
    for (let i = 0; i < 7; i++) await source.next();
    expect(epochs).to.deep.equal([0, 0, 0, 1, 1, 1, 2]);
    await source.close();
  });

  it('are refused for data that are no pictures or have sources', () => {
    const code = (info: object) => {
      try {
        degradedReader({ ...reader(), info: { ...reader().info, ...info } }, { kind: 'greyscale' }, 0);
        return undefined;
      } catch (error) {
        return isSaddleError(error) ? error.code : error;
      }
    };
    expect(code({})).to.equal(undefined);
    expect(code({ sample: { shape: [2], range: 'unbounded' } })).to.equal('SADDLE_CONFIG_INCOMPATIBLE');
    expect(code({ fields: { source: { shape: [4, 4, 1], dtype: 'float32' } } })).to.equal('SADDLE_CONFIG_INCOMPATIBLE');
  });
});
