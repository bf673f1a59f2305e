import type { SourcePosition } from '@saddle/core';
import { parseYaml } from '../source/parse-yaml.js';
import { formatPath, overridePrefix, parsePath, type Path, type Tree } from '../source/tree.js';
import type { Problems } from '../validate/problems.js';
import { kept } from './merge.js';

const shown = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ');
  return `${overridePrefix}${line.length > 60 ? `${line.slice(0, 59)}…` : line}`;
};

/** Applies `a.b[0].c=value` to a config; the value is read as YAML. A list takes an item at its end, too. */
export function applyOverride(tree: Tree, override: string, problems: Problems): Tree {
  const position: SourcePosition = { file: shown(override) };
  const refuse = (problem: string, advice: string): Tree => {
    problems.add({ code: 'SADDLE_CONFIG_OVERRIDE', at: position, problem, advice });
    return tree;
  };
  const split = override.indexOf('=');
  const form = 'Write it like `optimizers.generator.learningRate=1e-4` or `regularizers[0].weight=5`.';
  const path = split < 0 ? undefined : parsePath(override.slice(0, split).trim());
  if (!path || path.includes('__proto__')) return refuse('Expected `key.key=value`.', form);
  if (path[0] === 'extends') return refuse('`extends` cannot be set from the command line.', 'Write it in a file.');
  const text = override.slice(split + 1);
  if (text.trim() === '') return refuse('Expected a value after `=`; received nothing.', 'For no value write `null`.');
  const value = parseYaml(text, () => position, problems);
  if (!value) return tree;
  try {
    return set(tree, path, value, position);
  } catch (error) {
    if (error instanceof NoPlace) return refuse(error.message, form);
    throw error;
  }
}

/** The path leads nowhere. */
class NoPlace extends Error {}

function set(tree: Tree | undefined, path: Path, value: Tree, position: SourcePosition, done: Path = []): Tree {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  const here = done.length > 0 ? `\`${formatPath(done)}\`` : 'The config';
  if (typeof part === 'number') {
    const list: Tree = present(tree) ?? { kind: 'list', items: [], position };
    if (list.kind !== 'list') throw new NoPlace(`${here} is not a list.`);
    const items = [...list.items];
    if (part > items.length) throw new NoPlace(`${here} has ${items.length} items; there is no place ${part}.`);
    items[part] = set(items[part], rest, value, position, [...done, part]);
    return { kind: 'list', items, position: list.position };
  }
  const base: Tree = present(tree) ?? { kind: 'mapping', entries: new Map(), position };
  if (base.kind !== 'mapping')
    throw new NoPlace(`${here} is ${base.kind === 'list' ? 'a list' : 'a single value'}, it has no key '${part}'.`);
  const entry = { key: position, value: set(base.entries.get(part)?.value, rest, value, position, [...done, part]) };
  const entries = kept(base, { ...base, entries: new Map([[part, entry]]) }, done);
  return { kind: 'mapping', entries: entries.set(part, entry), position: base.position };
}

/** `averaging.decay=0.9` where averaging is null begins the section. */
const present = (tree: Tree | undefined): Tree | undefined =>
  tree?.kind === 'leaf' && tree.value === null ? undefined : tree;
