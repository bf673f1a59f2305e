import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { load, minimal, refusal, Workspace } from './support/workspace.js';

/** Inputs that could make a careless reader crash, hang or take in what was not meant. */
describe('config: hazards of YAML and of files', () => {
  let files: Workspace;
  beforeEach(() => (files = new Workspace()));
  afterEach(() => files.remove());

  /** The codes of all issues, loaded in reasonable time. */
  const codes = async (file: string): Promise<string[]> => {
    const begun = process.cpuUsage().user;
    const error = await refusal(load(file));
    expect((process.cpuUsage().user - begun) / 1e6, 'seconds').to.be.below(2);
    expect(error.exitCode).to.equal(42);
    expect(error.message).to.not.match(/\n\s+at .*[.]js/);
    return [...new Set(error.issues.map(({ code }) => code.replace('SADDLE_CONFIG_', '')))];
  };

  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x, x]',
    ...'bcdefghi'.split('').map((name, i) => {
      const last = 'abcdefghi'[i]!;
      return `${name}: &${name} [${Array.from({ length: 10 }, () => `*${last}`).join(', ')}]`;
    }),
  ].join('\n');

  const texts: Record<string, [text: string, ...codes: string[]]> = {
    'aliases that multiply': [bomb, 'SYNTAX'],
    'thousands of aliases': [`a: &a 1\nb: [${'*a,'.repeat(20_000)}]`, 'SYNTAX'],
    'an alias to itself': [`${minimal}hooks: &h [{ use: *h }]`, 'SYNTAX'],
    'thousands of open brackets': ['['.repeat(60_000), 'SYNTAX'],
    'thousands of open braces': ['{a: '.repeat(15_000), 'SYNTAX'],
    'deep nesting of lists': [`${minimal}metrics: ${'['.repeat(100)}${']'.repeat(100)}`, 'SYNTAX'],
    'deep nesting of mappings': [Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), 'SYNTAX'],
    'deep nesting of block lists': ['- '.repeat(30_000), 'SYNTAX'],
    'thousands of complex keys': ['? '.repeat(30_000), 'SYNTAX'],
    'a very long line': [`name: ${'x'.repeat(60_000)}`, 'VALUE'],
    'many unknown keys': [Array.from({ length: 5000 }, (_, i) => `key${i}: 1`).join('\n'), 'VALUE', 'UNKNOWN_KEY'],
    'many equal keys': [`${'a: 1\n'.repeat(9000)}`, 'VALUE', 'UNKNOWN_KEY', 'SYNTAX'],
    'many documents': ['---\n'.repeat(15_000), 'SYNTAX'],
    'many anchors': [
      `${minimal}${Array.from({ length: 3000 }, (_, i) => `k${i}: &a${i} ${i}`).join('\n')}`,
      'UNKNOWN_KEY',
    ],
    'a key __proto__ in a section': [minimal.replace('use: ring', 'use: ring, __proto__: { batch: 1 }'), 'SYNTAX'],
    'a key constructor': [`${minimal}constructor: { prototype: 1 }`, 'UNKNOWN_KEY'],
    'keys of every object': [minimal.replace('use: ring', 'use: ring, toString: 1, hasOwnProperty: 2'), 'UNKNOWN_KEY'],
    'a plugin called constructor': [minimal.replace('use: ring', 'use: constructor'), 'UNKNOWN_PLUGIN'],
    'a plugin called __proto__': [minimal.replace('use: ring', 'use: __proto__'), 'UNKNOWN_PLUGIN'],
    'nothing at all': ['', 'SYNTAX'],
    'blank lines': ['\n\n  \n', 'SYNTAX'],
    null: ['null', 'VALUE'],
    'a single word': ['experiment', 'VALUE'],
    'JSON that breaks off': ['{"data": {"use": "ring"', 'SYNTAX'],
    'control characters': ['data: \u0000\u0007\n', 'VALUE'],
    'a text that does not end': ['name: "abc\n', 'SYNTAX'],
    'a wrong escape': ['name: "\\q"\n', 'SYNTAX', 'VALUE'],
    'a reserved character': ['name: @x\n', 'SYNTAX', 'VALUE'],
    'a directive that is unknown': [`%FOO bar\n---\n${minimal}`, 'SYNTAX'],
  };
  for (const [name, [text, ...expected]] of Object.entries(texts)) {
    it(name, async () => {
      const found = await codes(files.write('a.yaml', text));
      expect(found, `codes: ${found.join()}`).to.not.be.empty;
      expect(expected).to.include.members(found);
    });
  }

  it('text that is not UTF-8', async () => {
    expect(await codes(files.write('a.yaml', Buffer.from([0x6e, 0x3a, 0x20, 0xff, 0xfe])))).to.deep.equal(['SYNTAX']);
    expect(await codes(files.write('b.yaml', Buffer.from(`\uFEFF${minimal}`, 'utf16le')))).to.deep.equal(['SYNTAX']);
  });

  it('a file that is too large', async () => {
    expect(await codes(files.write('a.yaml', `${minimal}${'#'.repeat(70_000)}\n`))).to.deep.equal(['NOT_FOUND']);
  });

  it('a folder, a missing file, a device, a broken link, a circle of links', async () => {
    symlinkSync(join(files.folder, 'nowhere'), join(files.folder, 'broken'));
    symlinkSync(join(files.folder, 'circle'), join(files.folder, 'circle'));
    for (const name of ['.', 'missing.yaml', 'broken', 'circle', 'a\0b', `${'x'.repeat(5000)}.yaml`]) {
      expect(await codes(join(files.folder, name)), name).to.deep.equal(['NOT_FOUND']);
    }
    expect(await codes('/dev/zero')).to.deep.equal(['NOT_FOUND']);
  });

  it('a file that may not be read', async function () {
    const file = files.write('a.yaml', minimal);
    chmodSync(file, 0);
    // The superuser may read everything.
    if (process.getuid?.() === 0) this.skip();
    expect(await codes(file)).to.deep.equal(['NOT_FOUND']);
  });

  it('bases of bases that double at each level are read once each', async () => {
    files.write('b0.yaml', minimal);
    for (let level = 1; level <= 30; level++) {
      files.write(`b${level}.yaml`, `extends: [b${level - 1}.yaml, b${level - 1}.yaml]\nplugins: [./p${level}.ts]\n`);
    }
    const config = await load(join(files.folder, 'b30.yaml'));
    expect(config.plugins).to.have.length(30);
  });

  it('a file that extends itself by another path', async () => {
    const file = files.write('a.yaml', 'extends: ./link.yaml\n');
    symlinkSync(file, join(files.folder, 'link.yaml'));
    expect(await codes(file)).to.deep.equal(['EXTENDS']);
  });
});
