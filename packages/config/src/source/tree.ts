import type { SourcePosition } from '@saddle/core';

/** Where a key or item is found: names in mappings, numbers in lists. */
export type Path = readonly (string | number)[];

/** Begins the `file` of positions in an override of the command line. */
export const overridePrefix = '--set ';

export interface Leaf {
  readonly kind: 'leaf';
  readonly value: string | number | boolean | null;
  readonly position: SourcePosition;
}

export interface Entry {
  /** Where the key itself stands. */
  readonly key: SourcePosition;
  readonly value: Tree;
}

export interface Mapping {
  readonly kind: 'mapping';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly position: SourcePosition;
}

export interface List {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly position: SourcePosition;
}

/** A config's content in which every key and value knows the file, line and column it came from. */
export type Tree = Leaf | Mapping | List;

/** The content alone. */
export function toData(tree: Tree): unknown {
  if (tree.kind === 'leaf') return tree.value;
  if (tree.kind === 'list') return tree.items.map(toData);
  return Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, toData(value)]));
}

/** `a.b[0]`, as messages and `--set` write a path. */
export const formatPath = (path: Path): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${part}` : part),
    '',
  );

/** The parts of `a.b[0]`, or undefined where it is not written like that. */
export function parsePath(text: string): Path | undefined {
  if (!/^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*|\[\d{1,6}\])*$/.test(text)) return undefined;
  return [...text.matchAll(/[A-Za-z_][\w-]*|\[(\d+)\]/g)].map(([name, index]) =>
    index === undefined ? name : Number(index),
  );
}

const child = (tree: Tree, part: string | number): Entry | undefined => {
  if (tree.kind === 'mapping') return tree.entries.get(String(part));
  const item = tree.kind === 'list' && typeof part === 'number' ? tree.items[part] : undefined;
  return item && { key: item.position, value: item };
};

/** What stands at a path, with the position of its key; undefined where nothing does. */
export function find(tree: Tree, path: Path): Entry | undefined {
  let found: Entry | undefined = { key: tree.position, value: tree };
  for (const part of path) found = found && child(found.value, part);
  return found;
}

/** Position of the value at a path, of the key where it is a section, of the nearest section around it where it is absent. */
export function positionOf(tree: Tree, path: Path): SourcePosition {
  const found = find(tree, path);
  if (!found) return positionOf(tree, path.slice(0, -1));
  return found.value.kind === 'leaf' ? found.value.position : found.key;
}
