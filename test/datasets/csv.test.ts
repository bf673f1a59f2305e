import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { csv } from '@saddle/datasets';
import { expect } from 'chai';
import { failure, first, inFolder, openReader } from './support/open.js';

const table = 'height,colour,weight,kind\n1,red,10,b\n2,"dark, blue",10,a\n3,red,10,b\n\n6,green,10,a\n';

const withTable = (text: string, use: (folder: string) => Promise<void>) =>
  inFolder(async (folder) => {
    await writeFile(path.join(folder, 'table.csv'), text);
    await use(folder);
  });

describe('csv', () => {
  it('standardises numbers, encodes categories one-hot, labels by a column', () =>
    withTable(table, async (folder) => {
      const options = { file: 'table.csv', categorical: ['colour'], label: 'kind' };
      const reader = await openReader(csv, options, folder);
      expect(reader.info.sample).to.deep.equal({ shape: [5], range: 'unbounded' });
      expect(reader.info.classes).to.deep.equal(['a', 'b']);
      const { samples, labels } = await reader.read(Uint32Array.of(3, 0, 1));
      expect([...labels!]).to.deep.equal([0, 1, 0]);
      // height: mean 3, population variance (4 + 1 + 0 + 9) / 4 = 3.5; colours sorted: dark blue, green, red; weight is
      // constant.
      const deviation = Math.sqrt(3.5);
      const expected = [3 / deviation, 0, 1, 0, 0, -2 / deviation, 0, 0, 1, 0, -1 / deviation, 1, 0, 0, 0];
      samples!.forEach((value, i) => expect(value).to.be.closeTo(expected[i]!, 1e-6));
    }));

  it('takes the columns named, as they are without standardising, with another delimiter', () =>
    withTable('\uFEFFa;b;c\n1.5;2;x\n-4;1e3;y\n', async (folder) => {
      const options = { file: 'table.csv', delimiter: ';', columns: ['b', 'a'], standardise: false };
      const reader = await openReader(csv, options, folder);
      expect(reader.info.fields).not.to.have.property('labels');
      expect([...(await reader.read(first(2)))['samples']!]).to.deep.equal([2, 1.5, 1000, -4]);
    }));

  const wrong: readonly [string, string, object, string, number | undefined, string][] = [
    ['text among numbers', 'a,b\n1,2\n3,x\n', {}, 'SADDLE_DATA_CORRUPT', 3, "in column 'b'"],
    ['an empty cell', 'a,b\n1,2\n,5\n', {}, 'SADDLE_DATA_CORRUPT', 3, "received ''"],
    ['a row too short', 'a,b\n1,2\n3\n', {}, 'SADDLE_DATA_CORRUPT', 3, 'Invalid Record Length'],
    ['an open quote', 'a,b\n1,2\n"3,4\n', {}, 'SADDLE_DATA_CORRUPT', 3, 'Quote Not Closed'],
    ['no rows', 'a,b\n', {}, 'SADDLE_DATA_CORRUPT', 1, 'at least one row'],
    ['an empty file', '', {}, 'SADDLE_DATA_CORRUPT', 1, 'at least one row'],
    ['two columns of one name', 'a,a\n1,2\n', {}, 'SADDLE_DATA_CORRUPT', 1, "called 'a'"],
    ['an unknown label', 'kind,b\n1,2\n', { label: 'kinds' }, 'SADDLE_CONFIG_INCOMPATIBLE', 1, "mean 'kind'"],
    [
      'an unused category',
      'a,b\n1,2\n',
      { columns: ['a'], categorical: ['b'] },
      'SADDLE_CONFIG_INCOMPATIBLE',
      undefined,
      'columns that make',
    ],
  ];
  for (const [what, text, options, code, line, part] of wrong) {
    it(`refuses ${what}, with its line`, () =>
      withTable(text, async (folder) => {
        const error = await failure(() => openReader(csv, { file: 'table.csv', ...options }, folder));
        expect(error.code).to.equal(code);
        expect(error.at?.line).to.equal(line);
        expect(error.message).to.contain(part);
      }));
  }

  it('says where a missing file was looked for', () =>
    inFolder(async (folder) => {
      const error = await failure(() => openReader(csv, { file: 'none.csv' }, folder));
      expect(error.code).to.equal('SADDLE_DATA_NOT_FOUND');
      expect(error.message).to.contain(path.join(folder, 'none.csv'));
    }));
});
