import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { inProcess, lastJson, saddle, scratch, tiny } from './support/saddle.js';

const imports =
  "import * as tf from '@tensorflow/tfjs';\nimport { defineLoss, defineLatent, tokens, token } from '@saddle/core';\n";

const body = `create: () => ({
    discriminator: ({ real, fake }) => tf.add(tf.mean(tf.relu(tf.sub(1, real))), tf.mean(tf.relu(tf.add(1, fake)))) as tf.Scalar,
    generator: ({ fake }) => tf.neg(tf.mean(fake)) as tf.Scalar,
  })`;

const hinge = (extra = '') =>
  `${imports}export default defineLoss({ name: 'my-hinge', summary: 'Hinge', ${extra} ${body} });\n`;

interface Problem {
  readonly code: string;
  readonly problem: string;
}

describe('a plugin in a file next to the config', () => {
  const at = scratch();
  let count = 0;

  /** A config with `plugins:`, in a folder of its own with the given files. */
  function project(files: Record<string, string>, plugins: string[]): string {
    const folder = `p${count++}`;
    mkdirSync(at(folder));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(at(folder, name)), { recursive: true });
      writeFileSync(at(folder, name), text);
    }
    const config = at(folder, 'config.yaml');
    writeFileSync(
      config,
      `extends: ${JSON.stringify(tiny('ring'))}\nplugins: ${JSON.stringify(plugins)}\nloss: { use: my-hinge }\nruntime: { compile: 'off' }\nsampling: { every: 1000, animation: false }\n`,
    );
    return config;
  }

  const run = (config: string) => inProcess('run', config, '--out', at(`run-${count}`), '--json', '--quiet');

  /** The first problem of a refused run, which must have this code, and everything that was printed. */
  async function refused(config: string, code: string) {
    const ended = await run(config);
    expect(ended.code, ended.stderr).to.equal(42);
    const { error } = lastJson<{ error: Problem & { issues?: Problem[] } }>(ended);
    const first = error.issues?.[0] ?? error;
    expect(first.code, ended.stderr).to.equal(code);
    expect(ended.stderr).to.not.match(/\n\s+at /);
    return { problem: first.problem, stderr: ended.stderr };
  }

  it('trains, written in TypeScript, with what it imports by relative paths', async () => {
    const config = project(
      {
        'loss.ts': `import { margin } from './parts/margin.ts';\n${imports}
          const half = <T extends tf.Tensor>(x: T): tf.Tensor => tf.mean(tf.relu(tf.sub(margin, x)));
          export default defineLoss({ name: 'my-hinge', summary: 'Hinge', create: () => ({
            discriminator: ({ real, fake }) => tf.add(half(real), half(tf.neg(fake))) as tf.Scalar,
            generator: ({ fake }) => tf.neg(tf.mean(fake)) as tf.Scalar }) });`,
        'parts/margin.ts': 'export const margin: number = 1;\n',
      },
      ['./loss.ts'],
    );
    const ended = await run(config);
    expect(ended.code, ended.stderr).to.equal(0);
    expect(lastJson(ended)).to.include({ status: 'finished' }).and.have.nested.property('metrics.discriminator/loss');
    // A child too: without mocha's loader and with nothing loaded before.
    const child = await saddle(['validate', config]);
    expect(child.code, child.stderr).to.equal(0);
  });

  it('computes what the same loss computes as a package', async () => {
    const config = project(
      {
        'loss.mjs': `${imports}export default defineLoss({ name: 'my-hinge', summary: 'Non-saturating again', create: () => ({
          discriminator: ({ real, fake }) => tf.add(tf.mean(tf.softplus(tf.neg(real))), tf.mean(tf.softplus(fake))),
          generator: ({ fake }) => tf.mean(tf.softplus(tf.neg(fake))) }) });`,
      },
      ['./loss.mjs'],
    );
    const mine = lastJson<{ metrics: Record<string, number> }>(await run(config));
    const flags = ['--set', 'runtime.compile=off', '--set', 'sampling={every: 1000, animation: false}'];
    const theirs = lastJson<typeof mine>(
      await inProcess('run', tiny('ring'), '--out', at('package'), '--json', ...flags),
    );
    expect(mine.metrics['discriminator/loss']).to.be.closeTo(theirs.metrics['discriminator/loss']!, 1e-5);
    expect(mine.metrics['generator/loss']).to.be.closeTo(theirs.metrics['generator/loss']!, 1e-5);
  });

  it('is refused with file, line and column where it cannot be parsed', async () => {
    const config = project({ 'broken.ts': `${imports}export default defineLoss({\n  name: = 3 });\n` }, [
      './broken.ts',
    ]);
    const { problem, stderr } = await refused(config, 'SADDLE_PLUGIN_LOAD');
    expect(problem).to.include(`${join(dirname(config), 'broken.ts')}:4:9: Unexpected "="`);
    // And where the config names it.
    expect(stderr).to.include(`${config}:2:11: `);
  });

  it('is refused with file, line and column where it throws while it is loaded', async () => {
    const config = project(
      {
        'throws.ts': `${imports}\nconst list: string[] | undefined = undefined;\nconst first = list![0];\n${hinge().split('\n').slice(2).join('\n')}`,
      },
      ['./throws.ts'],
    );
    const { problem } = await refused(config, 'SADDLE_PLUGIN_LOAD');
    expect(problem)
      .to.match(/throws\.ts:5:\d+: Cannot read/)
      .and.include(join(dirname(config), 'throws.ts'));
  });

  it('is refused where a package that it imports is missing, by name', async () => {
    const config = project({ 'needs.ts': `import 'package-that-nobody-has';\n${hinge()}` }, ['./needs.ts']);
    const { problem } = await refused(config, 'SADDLE_PLUGIN_LOAD');
    expect(problem).to.include('needs.ts:1:8: ').and.include('package-that-nobody-has');
  });

  it('is refused where the file or package under `plugins:` is missing', async () => {
    expect((await refused(project({}, ['./nowhere.ts']), 'SADDLE_PLUGIN_NOT_FOUND')).problem).to.include('nowhere.ts');
    expect((await refused(project({}, ['saddle-loss-nobody-has']), 'SADDLE_PLUGIN_NOT_FOUND')).stderr).to.include(
      'npm install',
    );
  });

  it('is refused where it exports no plugin, or two of one name', async () => {
    const nothing = await refused(project({ 'a.ts': 'export const loss = 3;\n' }, ['./a.ts']), 'SADDLE_PLUGIN_INVALID');
    expect(nothing.problem).to.include('it exports loss');
    const twice = project({ 'a.ts': hinge(), 'b.ts': hinge() }, ['./a.ts', './b.ts']);
    await refused(twice, 'SADDLE_PLUGIN_DUPLICATE');
    const taken = project({ 'a.ts': hinge().replace('my-hinge', 'minimax') }, ['./a.ts']);
    await refused(taken, 'SADDLE_PLUGIN_DUPLICATE');
  });

  it('is refused where it was made for other contracts', async () => {
    const old = `${hinge().replace('export default', 'const plugin =')}\nexport default { ...plugin, [Symbol.for('saddle.plugin')]: 99 };\n`;
    const { problem } = await refused(project({ 'a.ts': old }, ['./a.ts']), 'SADDLE_PLUGIN_INVALID');
    expect(problem).to.include('version 99');
  });

  it('is refused where it injects what is not there, or not yet', async () => {
    const unknown = project({ 'a.ts': hinge("inject: { clock: token<Date>('clock') },") }, ['./a.ts']);
    expect((await refused(unknown, 'SADDLE_PLUGIN_INVALID')).problem).to.include("injects 'clock'");
    const early = project({ 'a.ts': hinge('inject: { averages: tokens.averages },') }, ['./a.ts']);
    expect((await refused(early, 'SADDLE_PLUGIN_INVALID')).problem).to.include("injects 'averages'");
  });

  it('says where options do not fit its own schema', async () => {
    const config = project({ 'a.ts': hinge() }, ['./a.ts']);
    const ended = await inProcess('run', config, '--out', at('options'), '--set', 'loss.margin=3');
    expect(ended.code).to.equal(42);
    expect(ended.stderr).to.include('margin');
  });

  it('blames the plugin that returns something else than a scalar', async () => {
    const config = project({ 'a.ts': hinge().replace('tf.neg(tf.mean(fake))', 'tf.neg(fake)') }, ['./a.ts']);
    const ended = await run(config);
    expect(ended.code).to.equal(1);
    expect(lastJson<{ error: object }>(ended).error).to.include({ code: 'SADDLE_PLUGIN_CONTRACT' });
  });
});
