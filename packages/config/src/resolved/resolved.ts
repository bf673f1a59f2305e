import type { SourcePosition } from '@saddle/core';
import type { Experiment } from '../schema/experiment.js';
import { isMapping } from '../schema/section.js';
import { parsePath, positionOf, type Path, type Tree } from '../source/tree.js';

/** A valid config: plain data with every default filled in, and where each part of it was written. */
export type ResolvedConfig = Readonly<Experiment> & {
  /**
   * Where the value at a path was written, such as `architecture.hidden[0]` or `['optimizers', 'generator']`; for what
   * was left out, the section around it.
   */
  at(path: string | Path): SourcePosition;
  /** The folder that relative paths in the config start from. */
  readonly baseDirectory: string;
};

/** Adds the lookup of positions to the data; not enumerable, so that what is printed or compared is the data alone. */
export function resolvedConfig(experiment: Experiment, tree: Tree, baseDirectory: string): ResolvedConfig {
  freeze(experiment);
  const at = (path: string | Path): SourcePosition =>
    positionOf(tree, typeof path === 'string' ? (parsePath(path) ?? []) : path);
  const config = Object.defineProperties(
    { ...experiment },
    { at: { value: at }, baseDirectory: { value: baseDirectory } },
  );
  return Object.freeze(config) as ResolvedConfig;
}

function freeze(value: unknown): void {
  if (Array.isArray(value)) value.forEach(freeze);
  else if (isMapping(value)) Object.values(value).forEach(freeze);
  else return;
  Object.freeze(value);
}
