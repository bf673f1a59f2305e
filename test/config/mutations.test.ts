import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { configHash, loadConfig, toYaml } from '@saddle/config';
import { HostRandom, isSaddleError, type PluginRegistry } from '@saddle/core';
import { expect } from 'chai';
import { parse, stringify } from 'yaml';
import { configFiles, installedPlugins, root } from '../support/installed-plugins.js';
import { noPlugins, Workspace } from './support/workspace.js';

type Random = (count: number) => number;
const pick = <T>(items: readonly T[], random: Random): T => items[random(items.length)]!;

const fragments = [
  ':',
  ': ',
  '- ',
  '\n',
  '\t',
  '  ',
  '{',
  '}',
  '[',
  ']',
  ',',
  '#',
  '&a ',
  '*a',
  '!!int ',
  '|',
  '>',
  "'",
  '"',
  '%',
  '@',
  '?',
  '---\n',
  '<<: ',
  '__proto__: ',
  'use: ',
  '\0',
  '\uFEFF',
  'ü',
  '1e999',
  '.nan',
  'null',
  '~',
  '-1',
  '0x',
  '\\',
  '\r',
  '=',
  '${',
];

/** One change of the text: what a slip of the hand, a bad merge or a bad disk does. */
function mutateText(text: string, random: Random): string {
  const at = random(text.length + 1);
  const lines = text.split('\n');
  const line = random(lines.length);
  switch (random(7)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1 + random(20));
    case 1:
      return text.slice(0, at) + pick(fragments, random) + text.slice(at);
    case 2:
      return text.slice(0, at);
    case 3:
      return lines.toSpliced(line, 1).join('\n');
    case 4:
      return lines.toSpliced(random(lines.length), 0, lines[line]!).join('\n');
    case 5:
      return lines.with(line, `${' '.repeat(random(6))}${lines[line]!.trimStart()}`).join('\n');
    default:
      return text.slice(0, at) + String.fromCharCode(random(0x250)) + text.slice(at + 1);
  }
}

const values: readonly unknown[] = [
  null,
  true,
  '',
  'fast',
  'auto',
  0,
  -1,
  1,
  1.5,
  1e300,
  1e-300,
  2 ** 53 + 2,
  [],
  {},
  [null],
  [[]],
  { use: null },
  { use: 'mlp' },
  { use: 'r1' },
  '${x}',
  '2001-01-01',
  'x'.repeat(1000),
  ['a', 1],
  { a: { b: { c: 1 } } },
  Infinity,
  NaN,
];
const keys = [
  'use',
  'every',
  'name',
  'extends',
  'plugins',
  'seed',
  'toString',
  'constructor',
  'learningRate',
  'x',
  '',
  '1',
  '<<',
  '__proto__',
];

type Tree = Record<string, unknown> | unknown[];
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;
const inner = (tree: Tree): Tree[] => [tree, ...Object.values(tree).filter(isTree).flatMap(inner)];
const define = (tree: Tree, key: string, value: unknown) =>
  Object.defineProperty(tree, key, { value, enumerable: true, configurable: true, writable: true });

/** One change of the content: a section, key or value removed, replaced, renamed, moved or added. */
function mutateTree(text: string, random: Random): string {
  const root = parse(text) as Tree;
  const tree = pick(inner(root), random);
  const own = Object.keys(tree);
  const key = own.length > 0 ? pick(own, random) : 'x';
  const value: unknown = (tree as Record<string, unknown>)[key];
  switch (random(5)) {
    case 0:
      delete (tree as Record<string, unknown>)[key];
      break;
    case 1:
      define(tree, key, pick(values, random));
      break;
    case 2:
      define(tree, Array.isArray(tree) ? String(tree.length) : pick(keys, random), pick(values, random));
      break;
    case 3: {
      // A key misspelt: two letters change places.
      const at = random(Math.max(key.length - 1, 1));
      if (Array.isArray(tree)) break;
      delete tree[key];
      define(tree, key.slice(0, at) + (key[at + 1] ?? '') + (key[at] ?? '') + key.slice(at + 2), value);
      break;
    }
    default:
      define(pick(inner(root), random), Array.isArray(tree) ? '0' : key, structuredClone(value));
  }
  return stringify(root);
}

describe('config: 2,000 mutated configs', () => {
  let files: Workspace;
  let registry: PluginRegistry;
  before(async () => {
    files = new Workspace();
    registry = await installedPlugins();
    for (const file of configFiles()) files.write(file, readFileSync(join(root, file)));
  });
  after(() => files.remove());

  it('are each valid or refused with coded errors that have a position, none with a crash or a hang', async function () {
    this.timeout(120_000);
    const stream = new HostRandom(20_240_601, 'mutated configs');
    const random: Random = (count) => stream.integer(count);
    const sources = configFiles().map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));
    // The processor's time: other work on the machine says nothing about this.
    const spent = (): number => process.cpuUsage().user / 1000;
    const begun = spent();
    let valid = 0;
    let slowest = 0;
    for (let i = 0; i < 2000; i++) {
      const { file, text } = sources[i % sources.length]!;
      let mutated = i % 2 === 0 ? mutateText(text, random) : mutateTree(text, random);
      for (let more = random(3); more > 0; more--) mutated = mutateText(mutated, random);
      const path = files.write(join(dirname(file), 'mutated.yaml'), mutated);
      const started = spent();
      try {
        const config = await loadConfig(path, { registry, loadPlugins: noPlugins });
        valid += 1;
        const again = await loadConfig(files.write('again.yaml', toYaml(config)), { registry, loadPlugins: noPlugins });
        // Plugin paths are written from the config's folder, which is another one here.
        if (config.plugins.length === 0) expect(configHash(again), mutated).to.equal(configHash(config));
      } catch (error) {
        if (!isSaddleError(error)) throw new Error(`Mutation ${i} crashed on:\n${mutated}`, { cause: error });
        expect(error.code, mutated).to.equal('SADDLE_CONFIG_INVALID');
        expect(error.exitCode).to.equal(42);
        expect(error.issues, mutated).to.not.be.empty;
        for (const issue of error.issues) {
          expect(issue.code, mutated).to.match(/^SADDLE_(CONFIG|PLUGIN)_/);
          expect(issue.at?.line, `${issue.message}\n${mutated}`).to.be.at.least(1);
          expect(issue.at?.column, mutated).to.be.at.least(1);
          expect(issue.problem, mutated).to.not.match(/undefined|\[object|Invalid input|\n\s+at /);
        }
      }
      slowest = Math.max(slowest, spent() - started);
    }
    const refused = 2000 - valid;
    // Both kinds must be among them, or the mutations test little.
    expect(valid).to.be.above(200);
    expect(refused).to.be.above(800);
    expect(slowest).to.be.below(2000);
    expect(spent() - begun).to.be.below(10_000);
  });

  it('and 500 mutated overrides', async () => {
    const stream = new HostRandom(7, 'mutated overrides');
    const random: Random = (count) => stream.integer(count);
    const overrides = [
      'data.batch=32',
      'loss={ use: minimax, realLabel: 0.9 }',
      'regularizers[0].weight=5',
      'optimizers.generator.groups[0]={ match: a, rate: 0 }',
      'averaging.decay=0.9',
      'architecture.generator.hidden[0]=8',
      'plugins=[./a.ts]',
      'name=x',
    ];
    let valid = 0;
    for (let i = 0; i < 500; i++) {
      const chosen = [pick(overrides, random), mutateText(pick(overrides, random), random)];
      try {
        await loadConfig(join(files.folder, 'configs/tiny/ring.yaml'), {
          registry,
          loadPlugins: noPlugins,
          overrides: chosen,
        });
        valid += 1;
      } catch (error) {
        if (!isSaddleError(error)) throw new Error(`Crashed on: ${chosen.join(' ')}`, { cause: error });
        expect(error.issues, chosen.join(' ')).to.not.be.empty;
        for (const { at, code } of error.issues) {
          expect(code).to.match(/^SADDLE_CONFIG_/);
          expect(at?.file, chosen.join(' ')).to.be.a('string').that.is.not.empty;
        }
      }
    }
    expect(valid).to.be.within(20, 480);
  });
});
