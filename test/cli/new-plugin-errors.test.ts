import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/installed-plugins.js';
import { inProcess, scratch, tiny } from './support/saddle.js';

const imports = `import { defineLoss } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
`;

/** A loss whose generator part is `generator`. */
const loss = (generator: string, options = '') => `${imports}
export default defineLoss({
  name: 'mine',
  summary: 'For a test',
  ${options}
  create: () => ({
    discriminator: ({ real, fake }) => tf.add(tf.mean(tf.softplus(tf.neg(real))), tf.mean(tf.softplus(fake))),
    generator: ({ fake }) => ${generator},
  }),
});
`;

/** The slips of a first plugin: each message says what is wrong, where, and what to do. */
describe('what a newcomer gets wrong', () => {
  const at = scratch('saddle-newcomer-');
  let count = 0;

  function project(files: Record<string, string>, plugin: string): string {
    const folder = `p${count++}`;
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(at(folder, name)), { recursive: true });
      writeFileSync(at(folder, name), text);
    }
    mkdirSync(at(folder, 'node_modules/@saddle'), { recursive: true });
    for (const name of ['@saddle/core', '@tensorflow', 'zod']) {
      symlinkSync(join(root, 'node_modules', name), at(folder, 'node_modules', name));
    }
    const config = at(folder, 'config.yaml');
    const lines = [
      `extends: ${JSON.stringify(tiny('ring'))}`,
      `plugins: [${JSON.stringify(plugin)}]`,
      'loss: { use: mine }',
      'sampling: { every: 1000, animation: false }',
    ];
    writeFileSync(config, `${lines.join('\n')}\n`);
    return config;
  }

  /** Runs it and gives what was printed, which must have the code and no stack. */
  async function told(config: string, code: string, ...args: string[]): Promise<string> {
    const ended = await inProcess('run', config, '--out', at(`run-${count}`), '--quiet', ...args);
    expect(ended.code, ended.stderr).to.not.equal(0);
    expect(ended.stderr).to.include(`error ${code}: `);
    expect(ended.stderr).to.not.match(/\n\s+at .*:\d+:\d+/);
    return ended.stderr;
  }

  const file = (text: string) => project({ 'mine.ts': text }, './mine.ts');
  const installed = (manifest: object, files: Record<string, string>) =>
    project(
      {
        'node_modules/gan-mine/package.json': JSON.stringify({ name: 'gan-mine', version: '1.0.0', ...manifest }),
        ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`node_modules/gan-mine/${name}`, text])),
      },
      'gan-mine',
    );

  it('leaves out an option: which, where, and what it means', async () => {
    const options = "options: z.strictObject({ margin: z.number().describe('How far scores are pushed') }),";
    const text = await told(file(loss('tf.neg(tf.mean(fake))', options)), 'SADDLE_CONFIG_VALUE');
    expect(text).to.match(/config\.yaml:3:\d+: `loss\.margin` is missing\. Expected a number/);
    expect(text).to.match(/How far scores are pushed/);
  });

  for (const mode of ['off', 'graph']) {
    it(`returns a number for each sample (compile: ${mode}): which term, its shape, and the mean`, async () => {
      const config = file(loss('tf.neg(fake)'));
      const text = await told(config, 'SADDLE_PLUGIN_CONTRACT', '--set', `runtime.compile=${mode}`);
      expect(text).to.match(
        /Expected the term 'loss' of the generator to be a float32 scalar; received float32 of shape \[\d+, 1\]/,
      );
      expect(text).to.match(/Average over the batch: return tf\.mean/);
    });
  }

  it('makes the loss async', async () => {
    const config = file(loss('tf.mean(fake)').replace('generator: (', 'generator: async ('));
    const text = await told(config, 'SADDLE_PLUGIN_CONTRACT', '--set', 'runtime.compile=off');
    expect(text).to.match(/received a promise \(the function is async\)/);
    expect(text).to.match(/and no promise/);
  });

  it('returns nothing', async () => {
    const config = file(loss('{ tf.mean(fake); }'));
    const text = await told(config, 'SADDLE_PLUGIN_CONTRACT', '--set', 'runtime.compile=off');
    expect(text).to.match(/the term 'loss' of the generator.*received undefined/);
  });

  it('makes a loss that does not depend on the networks', async () => {
    const config = file(loss('tf.scalar(fake.size)'));
    const text = await told(config, 'SADDLE_PLUGIN_CONTRACT', '--set', 'runtime.compile=off');
    expect(text).to.match(/Nothing that the generator minimises \(loss\) depends on its weights/);
  });

  it('reads a value inside a step: the line of the file', async () => {
    const source = loss('tf.mul(tf.mean(fake), fake.dataSync()[0] > 0 ? 1 : -1)');
    const line = source.split('\n').findIndex((text) => text.includes('dataSync')) + 1;
    const text = await told(file(source), 'SADDLE_COMPILE_VALUE_READ', '--set', 'runtime.compile=graph');
    expect(text).to.match(new RegExp(`mine\\.ts:${line}`));
  });

  it('exports something that is no plugin', async () => {
    const config = file("export const mine = { name: 'mine', generator: () => 0 };\n");
    const text = await told(config, 'SADDLE_PLUGIN_INVALID');
    expect(text).to.match(/mine\.ts exports no plugin; it exports mine/);
    expect(text).to.match(/Export what defineLoss\(\.\.\.\)/);
  });

  it('names a package without the key "saddle"', async () => {
    const config = installed({ type: 'module', main: 'index.js' }, { 'index.js': loss('tf.neg(tf.mean(fake))') });
    const text = await told(config, 'SADDLE_PLUGIN_NOT_FOUND');
    expect(text).to.match(
      /There is no plugin package 'gan-mine'.*no "saddle": \{ "plugins": … \} in its package\.json/,
    );
  });

  it('has the wrong path under "saddle"', async () => {
    const config = installed({ type: 'module', saddle: { plugins: './dist/index.js' } }, { 'index.js': '' });
    const text = await told(config, 'SADDLE_PLUGIN_LOAD');
    expect(text).to.match(/gan-mine says that its plugins are in .*dist\/index\.js, which is not there/);
    expect(text).to.match(/npm run build/);
  });

  for (const [what, source] of [
    [
      'as TypeScript compiles it',
      "const { defineLoss } = require('@saddle/core');\nexports.default = defineLoss({ name: 'mine', summary: '', create: () => ({}) });\n",
    ],
    ['without a plugin in it', "exports.default = { name: 'mine' };\n"],
    ['that fails', "throw new Error('not today');\n"],
  ] as const) {
    it(`publishes CommonJS ${what}`, async () => {
      const config = installed({ saddle: { plugins: './index.js' } }, { 'index.js': source });
      const text = await told(config, 'SADDLE_PLUGIN_LOAD');
      expect(text).to.match(/gan-mine is a CommonJS package; plugins are ES modules/);
      expect(text).to.match(/Set "type": "module" in its package\.json/);
    });
  }

  it('has a plugin of another version of core: both versions, and what to install', async () => {
    const config = file(`export default {
      [Symbol.for('saddle.plugin')]: 2, kind: 'loss', name: 'mine', summary: '', paper: undefined, options: {}, inject: {}, create() {},
    };`);
    const text = await told(config, 'SADDLE_PLUGIN_INVALID');
    expect(text).to.match(
      /loss 'mine' from .*mine\.ts was made for version 2 of the plugin contracts; this Saddle has version 1/,
    );
    expect(text).to.match(/Install a version of .*mine\.ts that fits this @saddle\/core/);
  });

  it('is forgiven a second copy of the same core', async () => {
    const twin = `import * as tf from '@tensorflow/tfjs';
      import { z } from 'zod';
      // What another copy's defineLoss returns: the brand is a key that all copies share.
      export default {
        [Symbol.for('saddle.plugin')]: 1, kind: 'loss', name: 'mine', summary: 'Of a twin', paper: undefined,
        options: z.strictObject({}), inject: {},
        create: () => ({
          discriminator: ({ real, fake }) => tf.add(tf.mean(tf.softplus(tf.neg(real))), tf.mean(tf.softplus(fake))),
          generator: ({ fake }) => tf.mean(tf.softplus(tf.neg(fake))),
        }),
      };`;
    const ended = await inProcess('run', file(twin), '--out', at('twin'), '--quiet', '--set', 'runtime.compile=off');
    expect(ended.code, ended.stderr).to.equal(0);
  });

  it('injects what is made later', async () => {
    const source = loss('tf.neg(tf.mean(fake))', 'inject: { optimizers: tokens.optimizers },').replace(
      'import { defineLoss }',
      'import { defineLoss, tokens }',
    );
    const text = await told(file(source), 'SADDLE_PLUGIN_INVALID');
    expect(text).to.match(/The loss 'mine' injects 'optimizers' \(.*\), which a loss cannot have/);
  });
});
