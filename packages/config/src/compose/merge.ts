import type { SourcePosition } from '@saddle/core';
import { overridePrefix, type Entry, type Mapping, type Path, type Tree } from '../source/tree.js';

const isOverride = ({ file }: SourcePosition): boolean => file.startsWith(overridePrefix);

/** Mappings of which exactly one key is chosen: the new choice replaces the old one. */
const isChoice = (path: Path): boolean =>
  (path.length === 1 && path[0] === 'budget') || (path.length === 3 && path[0] === 'optimizers' && path[2] === 'clip');

const useOf = ({ entries }: Mapping): unknown => {
  const value = entries.get('use')?.value;
  return value?.kind === 'leaf' ? value.value : undefined;
};

/** True where the new keys begin a section anew: another plugin's options are not this one's. */
function beginsAnew(base: Mapping, change: Mapping, path: Path): boolean {
  if (isChoice(path)) return true;
  const use = useOf(change);
  if (use !== undefined) return use !== useOf(base);
  // One architecture for each network instead of one for both; `generator` alone may be an option of that one.
  const pair = ['generator', 'discriminator'].some((network) => {
    const part = change.entries.get(network)?.value;
    return part?.kind === 'mapping' && part.entries.has('use');
  });
  return path.length === 1 && path[0] === 'architecture' && pair && base.entries.has('use');
}

/** What of `base` stays when the keys of `change` come in at `path`. What another override set stays in any case. */
export function kept(base: Mapping, change: Mapping, path: Path): Map<string, Entry> {
  const all = [...base.entries];
  if (!beginsAnew(base, change, path)) return new Map(all);
  return new Map(isChoice(path) ? [] : all.filter(([key, { value }]) => key !== 'use' && isOverride(value.position)));
}

/**
 * `change` over `base`: mappings key by key, all else replaced. Where `use:` changes, the other keys of that section in
 * `base` are dropped.
 */
export function merge(base: Tree, change: Tree, path: Path = []): Tree {
  if (base.kind !== 'mapping' || change.kind !== 'mapping') return change;
  const entries = kept(base, change, path);
  for (const [key, entry] of change.entries) {
    const earlier = entries.get(key);
    entries.set(key, earlier ? { key: entry.key, value: merge(earlier.value, entry.value, [...path, key]) } : entry);
  }
  return { kind: 'mapping', entries, position: change.position };
}
