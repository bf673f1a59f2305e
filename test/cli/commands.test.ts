import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { root } from '../support/installed-plugins.js';
import { train } from './support/runs.js';
import { inProcess, lastJson, saddle, scratch, tiny } from './support/saddle.js';

const set = ['runtime.compile=off', 'sampling={every: 1000, count: 16, animation: false}'];

describe('saddle validate', function () {
  const at = scratch();

  it('prints a resolved config that resolves to itself', async () => {
    const printed = await saddle(['validate', tiny('ring-all-options'), '--print', '--set', 'seed=7']);
    expect(printed.code, printed.stderr).to.equal(0);
    expect(parse(printed.stdout)).to.include({ seed: 7, name: 'tiny-ring-all-options' });
    writeFileSync(at('resolved.yaml'), printed.stdout);
    const again = await saddle(['validate', at('resolved.yaml'), '--print']);
    expect(again.code, again.stderr).to.equal(0);
    expect(again.stdout).to.equal(printed.stdout);
  });

  it('reports every mistake with its place, what is there and the nearest name; no stack, exit code 42', async () => {
    writeFileSync(
      at('wrong.yaml'),
      `extends: ${JSON.stringify(tiny('ring'))}\nloss: { use: non-saturatin }\nbudgett: { iterations: 5 }\ncheckpoints: { every: soon }\n`,
    );
    const ended = await saddle(['validate', at('wrong.yaml'), '--json']);
    expect(ended.code).to.equal(42);
    expect(ended.stderr).to.include("Did you mean 'non-saturating'?");
    expect(ended.stderr)
      .to.match(/wrong\.yaml:2:\d+: /)
      .and.match(/wrong\.yaml:3:1: /)
      .and.match(/wrong\.yaml:4:\d+: /);
    expect(ended.stderr).to.not.match(/\n\s+at /);
    expect(lastJson(ended)).to.have.nested.property('error.issues').with.length(3);
  });

  it('finds sizes that do not fit, before training', async () => {
    const ended = await saddle(['validate', tiny('ring'), '--set', 'architecture={use: dcgan}']);
    expect(ended.code).to.equal(42);
    expect(ended.stderr).to.match(/ring\.yaml:\d+:\d+: |SADDLE_CONFIG_INCOMPATIBLE/);
  });
});

describe('saddle schema and plugins', () => {
  const at = scratch();

  it('writes the JSON Schema to stdout or a file', async () => {
    const shown = await inProcess('schema');
    expect(JSON.parse(shown.stdout)).to.include({ title: 'Saddle experiment' });
    expect((await inProcess('schema', '--out', at('schema.json'))).code).to.equal(0);
    expect(readFileSync(at('schema.json'), 'utf8')).to.equal(shown.stdout);
  });

  it('lists every plugin and describes one with its options, defaults and paper', async () => {
    const listed = await inProcess('plugins', '--json');
    const plugins = lastJson<{ kind: string; name: string; options: { description: string }[] }[]>(listed);
    for (const name of ['non-saturating', 'minimax', 'mlp', 'dcgan', 'adam', 'alternating', 'ring']) {
      expect(plugins.map((plugin) => plugin.name)).to.include(name);
    }
    for (const { kind, name, options } of plugins) {
      for (const option of options) expect(option.description, `${kind} ${name}`).to.not.equal('');
    }
    const one = await inProcess('plugins', 'alternating');
    expect(one.stdout).to.include('arXiv:1406.2661').and.include('discriminatorSteps').and.include('default 1');
    const unknown = await inProcess('plugins', 'alternatin');
    expect(unknown.code).to.equal(42);
    expect(unknown.stderr).to.include("Did you mean 'alternating'?");
  });
});

describe('saddle sample, ls and show', () => {
  const at = scratch();
  before(async () => {
    await train(tiny('shapes'), at('runs', 'shapes'), { set });
    await train(tiny('ring'), at('runs', 'deeper', 'ring'), { set, stopAt: 12 });
  });

  const sample = async (out: string, ...flags: string[]) => {
    const ended = await inProcess('sample', at('runs', 'shapes'), '--out', at(out), ...flags);
    expect(ended.code, ended.stderr).to.equal(0);
    return readFileSync(at(out));
  };

  it('gives the same bytes for the same seed, in another process too, and others for another seed', async () => {
    const first = await sample('a.png', '-n', '9', '--seed', '3');
    expect((await sample('b.png', '-n', '9', '--seed', '3')).equals(first)).to.equal(true);
    expect((await sample('c.png', '-n', '9', '--seed', '4')).equals(first)).to.equal(false);
    const child = await saddle([
      'sample',
      at('runs', 'shapes'),
      '-n',
      '9',
      '--seed',
      '3',
      '--out',
      at('d.png'),
      '--quiet',
    ]);
    expect(child).to.deep.include({ code: 0, stdout: '', stderr: '' });
    expect(readFileSync(at('d.png')).equals(first)).to.equal(true);
  });

  it('takes another checkpoint, and tells which there are', async () => {
    const newest = await sample('e.png', '-n', '4');
    expect((await sample('f.png', '-n', '4', '--checkpoint', '6')).equals(newest)).to.equal(true);
    expect((await sample('g.png', '-n', '4', '--checkpoint', '3')).equals(newest)).to.equal(false);
    const none = await inProcess('sample', at('runs', 'shapes'), '--checkpoint', '4', '--out', at('h.png'));
    expect(none.code).to.equal(42);
    expect(none.stderr).to.include('0, 3, 6');
  });

  it('draws points with the field of the discriminator', async () => {
    const ended = await inProcess(
      'sample',
      at('runs', 'deeper', 'ring'),
      '-n',
      '64',
      '--out',
      at('ring.png'),
      '--json',
    );
    expect(lastJson(ended)).to.include({ iteration: 12, count: 64 });
    expect(readFileSync(at('ring.png')).subarray(1, 4).toString()).to.equal('PNG');
  });

  it('lists runs, however deep, with their standing', async () => {
    const { stdout } = await inProcess('ls', at('runs'));
    expect(stdout)
      .to.match(/finished\s+6\/6 .*shapes/)
      .and.match(/interrupted\s+12\/20 .*ring/);
    const runs = lastJson<{ run: string; status: string }[]>(await inProcess('ls', at('runs'), '--json'));
    expect(runs.map(({ status }) => status).sort()).to.deep.equal(['finished', 'interrupted']);
    expect((await inProcess('ls', at('nowhere'))).stdout).to.include('No runs');
  });

  it('lists the other runs where one run.json is unreadable, and names it', async () => {
    mkdirSync(at('runs', 'broken'));
    writeFileSync(at('runs', 'broken', 'run.json'), '{"format": 1, "na');
    const { code, stdout } = await inProcess('ls', at('runs'));
    expect(code).to.equal(0);
    expect(stdout)
      .to.match(/finished/)
      .and.match(/unreadable.*broken/);
  });

  it('shows one run', async () => {
    const { stdout } = await inProcess('show', at('runs', 'deeper', 'ring'));
    expect(stdout)
      .to.match(/status\s+interrupted/)
      .and.match(/iterations\s+12 of 20/)
      .and.match(/checkpoints\s+10, 12/);
    const shown = lastJson(await inProcess('show', at('runs', 'shapes'), '--json'));
    expect(shown).to.include({ status: 'finished', iteration: 6 });
    expect(shown).to.have.nested.property('environment.backend');
    expect((await inProcess('show', at('nowhere'))).code).to.equal(42);
  });

  it('does nothing more to a finished run', async () => {
    const ended = await inProcess('resume', at('runs', 'shapes'), '--json');
    expect(lastJson(ended)).to.include({ status: 'finished', step: 6 });
  });
});

describe('a wrong command line', () => {
  const at = scratch();
  const wrong: Record<string, string[]> = {
    'no config': ['run'],
    'an unknown command': ['runn', 'x.yaml'],
    'an unknown option': ['run', tiny('ring'), '--epochs', '3'],
    'a missing file': ['run', 'nowhere.yaml'],
    'a folder for a file': ['run', join(root, 'configs')],
    'a malformed override': ['run', tiny('ring'), '--set', 'seed'],
    'an override that fits nothing': ['run', tiny('ring'), '--set', 'sead=3'],
    'a count that is none': ['sample', 'x', '-n', 'many'],
    'a picture that is none': ['sample', 'x', '--out', 'picture.bmp'],
    'a run that is none': ['resume', 'nowhere'],
  };
  for (const [name, args] of Object.entries(wrong)) {
    it(`is refused with exit code 42 and no stack: ${name}`, async () => {
      const ended = await inProcess(...args);
      expect(ended.code, ended.stderr).to.equal(42);
      expect(ended.stderr).to.not.equal('');
      expect(ended.stderr).to.not.match(/\n\s+at /);
    });
  }

  it('refuses to write over a run without --overwrite', async () => {
    await train(tiny('ring'), at('run'), { set, stopAt: 2 });
    const flags = set.flatMap((one) => ['--set', one]);
    const ended = await inProcess('run', tiny('ring'), '--out', at('run'), ...flags);
    expect(ended.code).to.equal(42);
    expect(ended.stderr).to.include('SADDLE_RUN_EXISTS').and.include('saddle resume');
    expect(
      (await inProcess('run', tiny('ring'), '--out', at('run'), '--overwrite', '--quiet', ...flags)).code,
    ).to.equal(0);
    expect(existsSync(at('run', 'run.lock'))).to.equal(false);
  });
});
