import path from 'node:path';
import type { PluginRegistry } from '@saddle/core';
import { Composer } from './compose/compose.js';
import { applyOverride } from './compose/overrides.js';
import { pluginReferences, withPlugins } from './compose/plugins.js';
import { resolvedConfig, type ResolvedConfig } from './resolved/resolved.js';
import { overridePrefix, type Mapping, type Tree } from './source/tree.js';
import { Problems } from './validate/problems.js';
import { validate } from './validate/validate.js';

export interface LoadOptions {
  /** The installed plugins; those under `plugins:` are expected in it after `loadPlugins`. */
  readonly registry: PluginRegistry;
  /** Loads one entry of `plugins:`, a package or a path, as named by the config `fromFile` (absolute). */
  readonly loadPlugins: (specifier: string, fromFile: string) => Promise<void>;
  /** `a.b[0].c=value`, in order, over what the files say. */
  readonly overrides?: readonly string[];
  /** Where relative paths start, for a config that was moved, such as a run directory's. Default: the config's folder. */
  readonly baseDirectory?: string;
}

/**
 * Reads, composes, validates and resolves an experiment's config.
 *
 * @throws SADDLE_CONFIG_INVALID with all problems of all files as `issues`, each with a code and, where it stands in a
 * file, line and column
 */
export async function loadConfig(file: string, options: LoadOptions): Promise<ResolvedConfig> {
  const { registry, loadPlugins, overrides = [] } = options;
  const problems = new Problems();
  const baseDirectory = path.resolve(options.baseDirectory ?? path.dirname(file));
  const from = path.join(baseDirectory, path.basename(file));
  const composed = await new Composer(problems).compose(file, { at: { file }, code: 'SADDLE_CONFIG_NOT_FOUND' }, from);
  let tree: Tree | undefined = composed?.tree;
  for (const override of overrides) tree = applyOverride(tree ?? nothing(file), override, problems);
  if (!composed || tree?.kind !== 'mapping') throw problems.error(file);

  const added = pluginReferences(tree, from).filter(({ position }) => position.file.startsWith(overridePrefix));
  const plugins = [...composed.plugins, ...added];
  for (const { specifier, from: namedBy, position } of plugins) {
    await loadPlugins(specifier, namedBy).catch((error: unknown) =>
      problems.addError(error, position, 'SADDLE_PLUGIN_LOAD'),
    );
  }
  const whole = withPlugins(tree, plugins, baseDirectory);
  const experiment = await validate(whole, registry, problems, nameOf(file));
  if (!experiment || problems.any) throw problems.error(file);
  return resolvedConfig(experiment, whole, baseDirectory);
}

const nothing = (file: string): Mapping => ({ kind: 'mapping', entries: new Map(), position: { file } });

/** The file's name as the name of a run. */
const nameOf = (file: string): string =>
  path
    .basename(file)
    .replace(/\.[^.]*$/, '')
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replaceAll(/^-+|-+$/g, '') || 'experiment';
