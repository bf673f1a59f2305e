import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorCatalogue } from '@saddle/core';
import { expect } from 'chai';
import { root } from '../support/installed-plugins.js';
import { inProcess, scratch } from './support/saddle.js';

describe('the reference', () => {
  const at = scratch('saddle-reference-');
  before(async () => {
    const { code, stderr } = await inProcess('reference', '--out', at());
    expect(code, stderr).to.equal(0);
  });

  for (const name of ['plugins.md', 'errors.md', 'cli.md']) {
    it(`docs/reference/${name} is current`, () => {
      const stored = readFileSync(join(root, 'docs/reference', name), 'utf8');
      const advice = 'out of date; run `npx saddle reference --out docs/reference`';
      expect(stored === readFileSync(at(name), 'utf8'), advice).to.equal(true);
    });
  }

  it('describes a plugin with its paper, types, ranges and defaults', () => {
    const text = readFileSync(at('plugins.md'), 'utf8');
    expect(text).to.match(/### gradient-penalty\n\n.*From `@saddle\/regularizers`\.\n\nGulrajani et al\./);
    expect(text).to.include('| `target` | `number ≥ 0` | `1` | The gradient norm that is asked for. |');
    expect(text).to.match(/\| `file` \| `string` \| required \|/);
    expect(text).to.match(/\| `discriminator\.slope` \| `number ≥ 0, ≤ 1` \| `0\.2` \|/);
  });

  it('has every error code and every command', () => {
    const errors = readFileSync(at('errors.md'), 'utf8');
    for (const code of Object.keys(errorCatalogue)) expect(errors).to.include(`| \`${code}\` |`);
    const commands = readFileSync(at('cli.md'), 'utf8');
    for (const name of ['run', 'check', 'new', 'inspect', 'reference', 'data add']) {
      expect(commands).to.include(`## saddle ${name}\n`);
    }
  });
});
