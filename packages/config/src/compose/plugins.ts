import path from 'node:path';
import type { SourcePosition } from '@saddle/core';
import type { List, Mapping, Tree } from '../source/tree.js';

/** One entry of `plugins:`. */
export interface PluginReference {
  /** A package, or a path from the file that names it. */
  readonly specifier: string;
  /** Absolute path of the config that names it. */
  readonly from: string;
  readonly position: SourcePosition;
}

const isPath = (specifier: string): boolean => /^\.{1,2}([\\/]|$)/.test(specifier) || path.isAbsolute(specifier);

/** The specifier as a config in `folder` would write it. */
const rebased = ({ specifier, from }: PluginReference, folder: string): string => {
  if (!isPath(specifier) || path.isAbsolute(specifier)) return specifier;
  const relative = path.relative(folder, path.resolve(path.dirname(from), specifier)).replaceAll(path.sep, '/');
  return relative.startsWith('.') ? relative : `./${relative}`;
};

/** The well-formed entries of one file's `plugins:`. */
export function pluginReferences(tree: Tree, from: string): PluginReference[] {
  const list = tree.kind === 'mapping' ? tree.entries.get('plugins')?.value : undefined;
  if (list?.kind !== 'list') return [];
  return list.items.flatMap((item) =>
    item.kind === 'leaf' && typeof item.value === 'string' && item.value !== ''
      ? [{ specifier: item.value, from, position: item.position }]
      : [],
  );
}

/**
 * `plugins:` of the composed config: the entries of every file in it, since a section of a base file may need a plugin
 * that only the base file names. Paths start from `folder`. Malformed entries stay for validation to find.
 */
export function withPlugins(tree: Mapping, references: readonly PluginReference[], folder: string): Mapping {
  const own = tree.entries.get('plugins');
  if (own && own.value.kind !== 'list') return tree;
  const malformed = (own?.value as List | undefined)?.items.filter(
    (item) => item.kind !== 'leaf' || typeof item.value !== 'string' || item.value === '',
  );
  const named = new Map(references.map((reference) => [rebased(reference, folder), reference.position]));
  const items: Tree[] = [...named].map(([value, position]) => ({ kind: 'leaf', value, position }));
  const position = own?.value.position ?? references[0]?.position ?? tree.position;
  const value: List = { kind: 'list', items: [...items, ...(malformed ?? [])], position };
  return { ...tree, entries: new Map([...tree.entries, ['plugins', { key: own?.key ?? position, value }]]) };
}
