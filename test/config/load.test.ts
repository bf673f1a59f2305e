import { join, relative } from 'node:path';
import { budgetIterations, configHash, toYaml } from '@saddle/config';
import { SaddleError } from '@saddle/core';
import { expect } from 'chai';
import { z } from 'zod';
import { fakePlugin, fakePlugins } from './support/fake-plugins.js';
import { load, minimal, refusal, Workspace } from './support/workspace.js';

describe('config: loadConfig', () => {
  let files: Workspace;
  beforeEach(() => (files = new Workspace()));
  afterEach(() => files.remove());

  it('separates common keys from plugin options and fills in both defaults', async () => {
    const config = await load(files.write('a.yaml', minimal));
    expect(config.data).to.deep.equal({ use: 'ring', batch: 64, options: { modes: 8 } });
    expect(config.optimizers['discriminator']).to.deep.equal({
      use: 'adam',
      learningRate: 2e-3,
      groups: [],
      options: { beta1: 0.9, beta2: 0.999 },
    });
    expect(config.latent).to.deep.equal({ use: 'normal', options: { size: 16 } });
    expect(config.seed).to.equal(0);
  });

  it('is frozen, so that a plugin cannot change what another one gets', async () => {
    const config = await load(files.write('a.yaml', minimal));
    expect(Object.isFrozen(config)).to.equal(true);
    expect(Object.isFrozen(config.data.options)).to.equal(true);
  });

  for (const [file, name] of [
    ['Ring, größer.yaml', 'ring-gro-er'],
    ['ring_minimax.yml', 'ring-minimax'],
    ['日本.yaml', 'experiment'],
    ['a.b.yaml', 'a-b'],
  ] as const) {
    it(`names the run after its file: ${file}`, async () => {
      expect((await load(files.write(file, minimal))).name).to.equal(name);
    });
  }

  it('keeps the name of a base file to the base', async () => {
    files.write('base.yaml', `name: base\n${minimal}`);
    expect((await load(files.write('derived.yaml', 'extends: ./base.yaml\n'))).name).to.equal('derived');
  });

  it('reads a config that begins with a byte order mark', async () => {
    const config = await load(files.write('a.yaml', `\uFEFF${minimal}`));
    expect(config.at('data')).to.deep.include({ line: 1, column: 1 });
  });

  describe('positions', () => {
    it('finds values, sections and, for what was left out, the section around it, in the file it came from', async () => {
      const base = files.write('base.yaml', minimal);
      const main = files.write('main.yaml', 'extends: ./base.yaml\ndata: { modes: 4 }\n');
      const config = await load(main, { overrides: ['architecture.hidden=[1, 2]'] });
      expect(config.at('data.modes')).to.deep.equal({ file: main, line: 2, column: 16 });
      expect(config.at(['data', 'use'])).to.deep.equal({ file: base, line: 1, column: 14 });
      expect(config.at('optimizers.generator')).to.deep.equal({ file: base, line: 5, column: 3 });
      expect(config.at('optimizers.generator.beta1')).to.deep.equal({ file: base, line: 5, column: 3 });
      expect(config.at('architecture.hidden[1]')).to.deep.equal({ file: '--set architecture.hidden=[1, 2]' });
      expect(config.at('regularizers')).to.deep.equal({ file: main, line: 1, column: 1 });
    });
  });

  describe('plugins:', () => {
    it('are loaded from the file that names them, base files first, and written from the base directory', async () => {
      const base = files.write('shared/base.yaml', `plugins: [./base-loss.ts, a-package]\n${minimal}`);
      const main = files.write('runs/main.yaml', 'extends: ../shared/base.yaml\nplugins: [../own.mjs]\n');
      const loaded: [string, string][] = [];
      const config = await load(main, {
        loadPlugins: async (specifier, from) => void loaded.push([specifier, from]),
      });
      expect(loaded).to.deep.equal([
        ['./base-loss.ts', base],
        ['a-package', base],
        ['../own.mjs', main],
      ]);
      expect(config.plugins).to.deep.equal(['../shared/base-loss.ts', 'a-package', '../own.mjs']);
    });

    it('make their plugins known before sections are checked', async () => {
      const registry = fakePlugins();
      const file = files.write(
        'a.yaml',
        `plugins: [./hinge.ts]\n${minimal.replace('use: minimax', 'use: hinge, margin: 2')}`,
      );
      const config = await load(file, {
        registry,
        loadPlugins: async () =>
          registry.add(
            fakePlugin('loss', 'hinge', z.strictObject({ margin: z.number().default(1) })),
            'mine',
            'file:///mine.ts',
          ),
      });
      expect(config.loss).to.deep.equal({ use: 'hinge', options: { margin: 2 } });
    });

    it('that fail are reported at their entry, with everything else that is wrong', async () => {
      const file = files.write('a.yaml', `plugins: [./a.ts, ./b.ts, 3]\nsede: 1\n${minimal}`);
      const error = await refusal(
        load(file, {
          loadPlugins: async (specifier) => {
            if (specifier === './b.ts') throw new Error('b is broken');
            throw new SaddleError('SADDLE_PLUGIN_NOT_FOUND', { problem: 'no a', advice: 'make one' });
          },
        }),
      );
      expect(error.issues.map(({ code, at, problem }) => [code, at?.line, at?.column, problem])).to.deep.equal([
        ['SADDLE_PLUGIN_NOT_FOUND', 1, 11, 'no a'],
        ['SADDLE_PLUGIN_LOAD', 1, 19, 'b is broken'],
        ['SADDLE_CONFIG_VALUE', 1, 27, 'Expected a text that is not empty; received 3.'],
        ['SADDLE_CONFIG_UNKNOWN_KEY', 2, 1, error.issues[3]?.problem],
      ]);
      expect(error.issues[3]?.problem).to.match(/^Unknown key `sede`\. Did you mean 'seed'\? Available: /);
    });
  });

  describe('option schemas of plugins', () => {
    const refused = async (options: z.ZodType, section: string) => {
      const registry = fakePlugins();
      registry.add(fakePlugin('loss', 'odd', options), 'odd', 'file:///odd.ts');
      const file = files.write('a.yaml', minimal.replace('{ use: minimax }', section));
      return (await refusal(load(file, { registry }))).issues.map(({ code, problem }) => `${code}: ${problem}`);
    };

    it('of plain objects refuse unknown keys, too', async () => {
      const options = z.object({ inner: z.object({ depth: z.int().default(1) }).prefault({}) });
      expect(await refused(options, '{ use: odd, inner: { dephth: 2 } }')).to.deep.equal([
        "SADDLE_CONFIG_UNKNOWN_KEY: Unknown key `dephth` in `loss.inner`. Did you mean 'depth'? Available: depth.",
      ]);
    });

    it('tell by their own words what a refinement wants', async () => {
      const options = z.strictObject({ size: z.int().refine((size) => size % 2 === 0, 'Expected an even number') });
      expect(await refused(options, '{ use: odd, size: 3 }')).to.deep.equal([
        'SADDLE_CONFIG_VALUE: Expected an even number; received 3.',
      ]);
    });

    it('with an option named as a common key are refused', async () => {
      const registry = fakePlugins();
      const options = z.strictObject({ batch: z.int().default(1) });
      registry.add(fakePlugin('dataset', 'odd', options), 'odd', 'file:///odd.ts');
      const error = await refusal(load(files.write('a.yaml', minimal.replace('ring', 'odd')), { registry }));
      expect(error.issues.map(({ code }) => code)).to.deep.equal(['SADDLE_PLUGIN_INVALID']);
    });

    for (const [what, options] of [
      [
        'a value that is no plain data',
        z.strictObject({
          size: z
            .int()
            .default(1)
            .transform((size) => new Map([[size, size]])),
        }),
      ],
      [
        'a value that resolves to another',
        z.strictObject({
          size: z
            .int()
            .default(1)
            .transform((size) => size + 1),
        }),
      ],
      ['an infinite default', z.strictObject({ size: z.number().default(Infinity) })],
    ] as const) {
      it(`that resolve to ${what} are refused`, async () => {
        expect(await refused(options, '{ use: odd }')).to.deep.equal([
          "SADDLE_PLUGIN_INVALID: The options of the loss 'odd' do not resolve to plain values that resolve to themselves.",
        ]);
      });
    }

    it('that throw are a coded error', async () => {
      const options = z.strictObject({
        size: z.int().refine(() => {
          throw new Error('out of order');
        }),
      });
      expect(await refused(options, '{ use: odd, size: 1 }')).to.deep.equal(['SADDLE_PLUGIN_INVALID: out of order']);
    });
  });

  describe('toYaml', () => {
    it('prints a config that resolves to itself', async () => {
      files.write('base/base.yaml', `plugins: [./x.ts]\n${minimal}`);
      const main = files.write(
        'main.yaml',
        'extends: base/base.yaml\nregularizers: [{ use: r1, gamma: 1e-7 }]\nruntime: { compile: off }\nmetrics: [{ use: coverage }]\n',
      );
      const config = await load(main, {
        overrides: ['optimizers.generator.clip={norm: 3}', 'initialize.g.from="0123"'],
      });
      const printed = files.write('printed.yaml', toYaml(config));
      const again = await load(printed);
      expect(again).to.deep.equal(config);
      expect(toYaml(again)).to.equal(toYaml(config));
      expect(configHash(again)).to.equal(configHash(config));
    });

    it('resolves to itself from another folder, given the base directory', async () => {
      const main = files.write('main.yaml', `plugins: [./x.ts]\n${minimal}`);
      const config = await load(main);
      const moved = files.write('runs/r1/config.yaml', toYaml(config));
      const from: string[] = [];
      const again = await load(moved, {
        baseDirectory: config.baseDirectory,
        loadPlugins: async (specifier, file) => void from.push(join(file, '..', specifier)),
      });
      expect(again).to.deep.equal(config);
      expect(again.baseDirectory).to.equal(files.folder);
      expect(from.map((file) => relative(files.folder, file))).to.deep.equal(['x.ts']);
    });
  });

  describe('configHash', () => {
    const hash = async (...overrides: string[]) =>
      configHash(await load(files.write('a.yaml', minimal), { overrides }));

    it('is the SHA-256 of canonical JSON: the order and form of what is written do not matter', async () => {
      const other = files.write(
        'b.yaml',
        'budget: {iterations: 10}\noptimizers:\n  discriminator: {learningRate: 0.002, use: adam}\n' +
          '  generator: {learningRate: .001, use: adam, beta1: 0.9}\nloss: {use: minimax}\n' +
          'architecture: {use: mlp}\ndata: {use: ring, modes: 8}\n',
      );
      expect(await hash()).to.match(/^[0-9a-f]{64}$/);
      expect(configHash(await load(other))).to.equal(await hash());
    });

    it('leaves out what changes no number: name and iterationsPerCall', async () => {
      expect(await hash('name=other', 'runtime.iterationsPerCall=7')).to.equal(await hash());
    });

    for (const change of [
      'seed=1',
      'runtime.compile=off',
      'runtime.backend=cpu',
      'data.modes=7',
      'optimizers.generator.learningRate=1e-4',
      'budget.iterations=11',
      'averaging={}',
    ]) {
      it(`differs with ${change}`, async () => {
        expect(await hash(change)).to.not.equal(await hash());
      });
    }
  });

  describe('budgetIterations', () => {
    it('counts full batches of images', async () => {
      const file = files.write(
        'a.yaml',
        minimal.replace('ring', 'ring, batch: 10').replace('iterations: 10', 'images: 59'),
      );
      expect(budgetIterations(await load(file))).to.equal(5);
      expect(budgetIterations(await load(files.write('b.yaml', minimal)))).to.equal(10);
    });
  });
});
