import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { writeNpy } from '@saddle/core';
import type { Matrix } from '@saddle/metrics';
import { expect } from 'chai';
import { PNG } from 'pngjs';
import {
  collapsed,
  few,
  long,
  oneMode,
  rankDeficient,
  references,
  uniform,
  wide,
  type Score,
} from '../metrics/support/features.js';
import { inProcess, lastJson, scratch } from './support/saddle.js';
import { ownCache } from './support/own-cache.js';

type Figures = Record<string, number> & {
  protocol: Record<string, Record<string, unknown>>;
  protocolHash: Record<string, string>;
  labels: Record<string, string>;
};

describe('saddle metrics', () => {
  const at = scratch();
  ownCache(at('cache'));

  const save = (name: string, { rows, columns, data }: Matrix) => {
    writeFileSync(at(name), writeNpy({ shape: [rows, columns], data }));
    return at(name);
  };
  const saved = (name: string, { real, fake }: { real: Matrix; fake: Matrix }) => [
    '--real',
    save(`${name}-real.npy`, real),
    '--fake',
    save(`${name}-fake.npy`, fake),
  ];
  const metrics = async (...args: string[]) => {
    const ended = await inProcess('metrics', ...args, '--json');
    expect(ended.code, ended.stderr).to.equal(0);
    return lastJson<Figures>(ended);
  };
  const failure = async (...args: string[]) => {
    const ended = await inProcess('metrics', ...args);
    return `${ended.code} ${ended.stderr}`;
  };

  const equals = (received: Figures, expected: Score, k: 'k5' | 'k3' = 'k5') => {
    const all = { fid: expected.fid, kid: expected.kid, ...expected[k] };
    for (const [name, value] of Object.entries(all)) {
      expect(received[name], name).to.be.closeTo(value, 1e-6 * Math.abs(value));
    }
  };

  // Written by test/references/metrics.py: NumPy 2.4.6, SciPy 1.17.1, prdc 0.2.
  const cases = {
    'full-rank sets': [wide, references.wide],
    'real and fake exchanged': [{ real: wide.fake, fake: wide.real }, references.swapped],
    'rank-deficient sets': [rankDeficient, references.rankDeficient],
    'a generator stuck on one mode': [oneMode, references.oneMode],
    'more samples than are read at once': [long, references.long],
  } as const;
  for (const [name, [pair, expected]] of Object.entries(cases)) {
    it(`equals SciPy, NumPy and prdc on ${name}`, async () => {
      equals(await metrics(...saved('pair', pair), '--metric', 'fid,kid,prdc'), expected);
    });
  }

  it('finds identical sets equal', async () => {
    const { real } = wide;
    const received = await metrics(...saved('same', { real, fake: real }));
    expect(received['fid']).to.be.within(0, 1e-10);
    expect(received['kid']).to.be.closeTo(references.identical.kid, 1e-6 * Math.abs(references.identical.kid));
    for (const [name, value] of Object.entries(references.identical.k5)) expect(received[name]).to.equal(value);
  });

  it('does not confuse precision and recall: one mode is precise and misses most', async () => {
    const { precision, recall } = await metrics(...saved('mode', oneMode), '--metric', 'prdc');
    expect(precision).to.be.greaterThan(0.95);
    expect(recall).to.be.lessThan(0.1);
  });

  it('has plain numbers by name and the protocol of each beside them', async () => {
    const received = await metrics(...saved('wide', wide), '--metric', 'fid', '--metric', 'kid,prdc', '--k', '3');
    equals(received, references.wide, 'k3');
    for (const name of ['fid', 'kid', 'precision', 'recall', 'density', 'coverage']) {
      expect(received[name]).to.be.a('number');
      expect(received.protocol[name]).to.include({
        samples: 500,
        realSamples: 400,
        extractor: 'given',
        resize: 'none',
      });
      expect(received.protocolHash[name]).to.match(/^[0-9a-f]{64}$/);
    }
    expect(received.protocol['recall']).to.include({ metric: 'prdc', k: 3 });
    expect(received.protocol['kid']).to.include({ subsets: 100, subsetSize: 1000 });
    expect(received.labels['fid']).to.equal('FID_400');
  });

  it('refuses FID of too few samples, and marks it where that is allowed', async () => {
    const pair = saved('few', few);
    expect(await failure(...pair, '--metric', 'fid')).to.match(/^42 .*SADDLE_METRIC_TOO_FEW.*--allow-small/s);
    const received = await metrics(...pair, '--metric', 'fid', '--allow-small');
    expect(received['fid']).to.be.closeTo(references.few.fid, 1e-6 * references.few.fid);
    expect(received.labels['fid']).to.equal('FID_20 (small)');
    expect(received.protocol['fid']).to.include({ small: true });
  });

  it('keeps the moments of the real side by their digest, and makes damaged ones again', async () => {
    const pair = saved('kept', collapsed);
    const first = await metrics(...pair, '--metric', 'fid');
    const kept = readdirSync(at('cache', 'saddle', 'metrics')).map((name) => at('cache', 'saddle', 'metrics', name));
    expect(kept.length).to.be.at.least(1);
    for (const folder of kept) writeFileSync(`${folder}/covariance.bin`, new Uint8Array(64));
    expect((await metrics(...pair, '--metric', 'fid'))['fid']).to.equal(first['fid']);
    expect((await metrics(...pair, '--metric', 'fid'))['fid']).to.equal(first['fid']);
    expect(first['fid']).to.be.closeTo(references.collapsed.fid, 1e-6 * references.collapsed.fid);
  });

  it('gives options to any metric and names what is wrong with them', async () => {
    const pair = saved('options', wide);
    const received = await metrics(...pair, '--metric', 'kid', '--set', 'kid.subsets=0');
    expect(received).not.to.have.property('kidSubsetMean');
    expect(await failure(...pair, '--set', 'kid.subset=3')).to.match(/^42 .*SADDLE_USAGE.*subset/s);
    expect(await failure(...pair, '--set', 'kid')).to.contain('<plugin>.<option>=<value>');
    expect(await failure(...pair, '--metric', 'fid', '--set', 'kid.subsets=3')).to.contain("names 'kid'");
    expect(await failure(...pair, '--metric', 'fidd')).to.contain("Did you mean 'fid'?");
    expect(await failure(...pair, '--metric', 'mixture')).to.match(/^42 .*SADDLE_CONFIG_INCOMPATIBLE/s);
  });

  it('says what is wrong with the files', async () => {
    const real = save('a.npy', wide.real);
    expect(await failure('--real', real, '--fake', save('b.npy', oneMode.real))).to.contain('24 and 8 columns');
    expect(await failure('--real', real, '--fake', at('none.npy'))).to.match(/^42 .*SADDLE_DATA_NOT_FOUND/s);
    writeFileSync(at('text.npy'), 'not an array');
    expect(await failure('--real', real, '--fake', at('text.npy'))).to.match(/^42 .*SADDLE_NPY_INVALID.*text\.npy/s);
    mkdirSync(at('empty'), { recursive: true });
    expect(await failure('--real', real, '--fake', at('empty'))).to.contain('two folders of pictures');
    expect(await failure('--real', at('empty'), '--fake', at('empty'))).to.match(/^42 .*SADDLE_DATA_NOT_FOUND/s);
    expect(await failure('--real', real, '--fake', real, '--extractor', 'pixels')).to.contain(
      '.npy files hold features',
    );
    const broken = { ...wide.fake, data: wide.fake.data.map((value, i) => (i === 5 ? Number.NaN : value)) };
    expect(await failure('--real', real, '--fake', save('nan.npy', broken))).to.contain('received NaN in row 0');
  });

  it('scores folders of pictures like a file of their pixels', async () => {
    const side = 8;
    const folder = (name: string, count: number, seed: number) => {
      mkdirSync(at(name), { recursive: true });
      const data = new Float64Array(count * side * side);
      const values = uniform(count * side * side, seed);
      for (let i = 0; i < count; i++) {
        const png = new PNG({ width: side, height: side, colorType: 0 });
        for (let k = 0; k < side * side; k++) {
          const byte = Math.floor(values[i * side * side + k]! * 256);
          png.data.fill(byte, 4 * k, 4 * k + 3);
          png.data[4 * k + 3] = 255;
          data[i * side * side + k] = Math.fround((byte / 255) * 2 - 1);
        }
        const file = PNG.sync.write(png, { colorType: 0 });
        writeFileSync(at(name, `${String(i).padStart(3, '0')}.png`), file);
      }
      return { rows: count, columns: side * side, data };
    };
    const pair = { real: folder('real', 150, 1), fake: folder('fake', 140, 2) };
    const [byFolder, byFile] = [
      await metrics('--real', at('real'), '--fake', at('fake')),
      await metrics(...saved('pixels', pair)),
    ];
    for (const name of ['fid', 'kid', 'precision', 'recall', 'density', 'coverage']) {
      expect(byFolder[name], name).to.be.closeTo(byFile[name]!, 1e-6 * Math.abs(byFile[name]!));
    }
    expect(byFolder.protocol['fid']).to.include({ extractor: 'pixels', pictures: '8x8x1', samples: 140 });
    expect(await failure('--real', at('real'), '--fake', at('fake'), '--extractor', 'classifier')).to.contain('labels');
    const larger = await metrics('--real', at('real'), '--fake', at('fake'), '--metric', 'ms-ssim', '--size', '16');
    expect(larger['msSsim']).to.be.within(0, 1);
    expect(existsSync(at('real', '000.png'))).to.equal(true);
  });
});
