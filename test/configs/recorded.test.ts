import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { configFiles, root } from '../support/installed-plugins.js';

interface Entry {
  readonly iterations: number;
  readonly seconds: number;
  readonly figure: { readonly text: string; readonly values: Readonly<Record<string, number>> };
  readonly picture: string;
}

const docs = join(root, 'docs');
const page = readFileSync(join(docs, 'results/configs.md'), 'utf8');
const record = JSON.parse(readFileSync(join(docs, 'results/configs.json'), 'utf8')) as Record<string, Entry>;

/** `npm run slow -- configs --only <name>` makes an entry. */
describe('the record of the configs', () => {
  const names = configFiles()
    .filter((file) => !file.includes('tiny'))
    .map((file) => basename(file, '.yaml'));

  it('has every config, and none that is gone', () => {
    expect(Object.keys(record)).to.have.members(names);
  });

  for (const name of names) {
    it(`${name}: a figure, a picture, at most 20 minutes`, () => {
      const { iterations, seconds, figure, picture } = record[name]!;
      expect(iterations).to.be.at.least(300);
      expect(seconds).to.be.within(1, 20 * 60);
      const values = Object.values(figure.values);
      expect(values).to.not.be.empty;
      expect(values.every(Number.isFinite), figure.text).to.equal(true);
      expect(statSync(join(docs, picture)).size).to.be.within(1000, 150_000);
      expect(page).to.contain(`](../${picture})`).and.to.contain(figure.text);
    });
  }
});
