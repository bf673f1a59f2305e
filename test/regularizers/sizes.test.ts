import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/installed-plugins.js';

/** The lines of `define…({ … })` that are code: neither empty nor comment. */
function pluginLines(source: string, start: string): number {
  const definition = source.slice(source.indexOf(start));
  const end = definition.indexOf('\n});');
  return definition
    .slice(0, end + 4)
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length;
}

const sources = (folder: string) =>
  readdirSync(join(root, 'packages', folder, 'src')).map((file) => ({
    file: `${folder}/${file}`,
    text: readFileSync(join(root, 'packages', folder, 'src', file), 'utf8'),
  }));

describe('how long a plugin is, without comments, imports and options', () => {
  const losses = readdirSync(join(root, 'packages')).filter((folder) => folder.startsWith('loss-'));
  for (const { file, text } of losses.flatMap(sources).filter(({ text }) => text.includes('defineLoss({'))) {
    it(`${file}: at most 12 lines`, () => {
      expect(pluginLines(text, 'export default defineLoss({')).to.be.at.most(12);
    });
  }
  for (const { file, text } of sources('regularizers').filter(({ text }) => text.includes('defineRegularizer({'))) {
    it(`${file}: at most 20 lines`, () => {
      expect(pluginLines(text, 'export default defineRegularizer({')).to.be.at.most(20);
    });
  }
});
