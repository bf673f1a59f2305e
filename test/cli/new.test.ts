import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { composeExperiment, loadExperimentConfig } from '@saddle/cli';
import { isPlugin, silentLogger } from '@saddle/core';
import { runChecks } from '@saddle/testkit';
import { expect } from 'chai';
import { root } from '../support/installed-plugins.js';
import { inProcess, lastJson, scratch } from './support/saddle.js';

const kinds = ['loss', 'regularizer', 'architecture', 'dataset', 'augmentation', 'procedure', 'metric'];
const tool = (...path: string[]) => join(root, 'node_modules', ...path);

/** The config is valid, and what it names fits together. */
async function composes(file: string): Promise<void> {
  const { config, registry } = await loadExperimentConfig(file);
  const { state, procedure } = await composeExperiment(config, registry, silentLogger);
  expect(procedure.players).to.deep.equal(['generator', 'discriminator']);
  state.dispose();
}

describe('saddle new', () => {
  const at = scratch('saddle-new-');
  before('packages are found as if they were installed', () => symlinkSync(tool(), at('node_modules')));

  for (const kind of kinds) {
    it(`${kind}: makes a package that compiles, passes every check and has a valid example`, async () => {
      const name = `my-${kind}`;
      const made = await inProcess('new', kind, name, '--in', at(), '--json');
      expect(made.code, made.stderr).to.equal(0);
      expect(lastJson<{ files: string[] }>(made).files).to.have.length(9);
      execFileSync(process.execPath, [tool('typescript/bin/tsc')], { cwd: at(name) });
      const module = (await import(pathToFileURL(at(name, 'dist/index.js')).href)) as object;
      const [plugin] = Object.values(module).filter(isPlugin);
      expect(plugin!.name).to.equal(name);
      const failed = (await runChecks(plugin!)).filter(({ outcome }) => outcome === 'failed');
      expect(failed).to.deep.equal([]);
      await composes(at(name, 'example.yaml'));
    });

    it(`${kind}: with --file makes one file and a config that uses it`, async () => {
      const name = `lone-${kind}`;
      const made = await inProcess('new', kind, name, '--file', '--in', at());
      expect(made.code, made.stderr).to.equal(0);
      expect(readdirSync(at()).filter((file) => file.startsWith(name))).to.have.members([`${name}.ts`, `${name}.yaml`]);
      await composes(at(`${name}.yaml`));
    });
  }

  it('runs its conformance test by `npm test`, which calls mocha', () => {
    const { scripts } = JSON.parse(readFileSync(at('my-loss/package.json'), 'utf8')) as {
      scripts: { test: string };
    };
    expect(scripts.test).to.equal('tsc && mocha');
    const shown = execFileSync(process.execPath, [tool('mocha/bin/mocha.js')], {
      cwd: at('my-loss'),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(shown).to.match(/loss my-loss/);
    expect(shown).to.match(/16 passing/);
  });

  it('names the tools that Saddle itself is tested with', () => {
    const mine = JSON.parse(readFileSync(at('my-loss/package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as typeof mine;
    for (const name of ['mocha', 'typescript', '@types/node']) {
      expect(mine.devDependencies[name]).to.equal(devDependencies[name]);
    }
  });

  it('overwrites nothing', async () => {
    const again = await inProcess('new', 'loss', 'my-loss', '--in', at());
    expect(again.code).to.equal(42);
    expect(again.stderr).to.match(/SADDLE_USAGE: The folder .*my-loss is there already; nothing is overwritten/);
    writeFileSync(at('half.yaml'), 'mine');
    const half = await inProcess('new', 'loss', 'half', '--file', '--in', at());
    expect(half.code).to.equal(42);
    expect(half.stderr).to.match(/half\.yaml is there already/);
    expect(existsSync(at('half.ts')), 'nothing is written where one file is in the way').to.equal(false);
    expect(readFileSync(at('half.yaml'), 'utf8')).to.equal('mine');
  });

  for (const [name, says] of [
    ['MyLoss', /kebab case, such as my-loss.*received 'MyLoss'/],
    ['../escape', /kebab case/],
    ['a--b', /kebab case/],
    ['class', /kebab case/],
    ['x'.repeat(65), /at most 64/],
    ['hinge', /There is a loss called 'hinge' already, from @saddle\/loss-hinge/],
  ] as const) {
    it(`refuses the name ${name.slice(0, 20)}`, async () => {
      const refused = await inProcess('new', 'loss', name, '--in', at());
      expect(refused.code).to.equal(42);
      expect(refused.stderr).to.match(says);
    });
  }

  it('says which kinds there are', async () => {
    const refused = await inProcess('new', 'los', 'mine', '--in', at());
    expect(refused.code).to.equal(42);
    expect(refused.stderr).to.match(/no template for the kind 'los'\. Did you mean 'loss'\? Available: architecture, /);
  });
});
