import type { SourcePosition } from '@saddle/core';
import type { z } from 'zod';
import { parseYaml } from './source/parse-yaml.js';
import { readText } from './source/read-text.js';
import { parsePath, positionOf, toData, type Path } from './source/tree.js';
import { check } from './validate/check.js';
import type { Problems } from './validate/problems.js';

/** A YAML file's content, checked, and where each part of it stands. */
export interface LoadedDocument<T> {
  readonly data: T;
  /** Position of the value at a path; of the nearest section around it where it is absent. */
  at(path: string | Path): SourcePosition;
}

/**
 * Reads a YAML file of another kind than an experiment's config, such as a study's, by the same rules: YAML 1.2,
 * unknown keys are problems, and every problem goes to `problems` with its line and column. Undefined where there are any.
 */
export async function loadDocument<S extends z.ZodType>(
  file: string,
  schema: S,
  problems: Problems,
): Promise<LoadedDocument<z.output<S>> | undefined> {
  const text = await readText(file, file, { at: { file }, code: 'SADDLE_CONFIG_NOT_FOUND' }, problems);
  const tree = text === undefined ? undefined : parseYaml(text, (line, column) => ({ file, line, column }), problems);
  if (!tree) return undefined;
  const checked = await check(schema, toData(tree), { tree, path: [], problems });
  if (!checked) return undefined;
  const at = (path: string | Path) => positionOf(tree, typeof path === 'string' ? (parsePath(path) ?? []) : path);
  return { data: checked.data, at };
}
