import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isSaddleError, SaddleError, suggest, type PluginEntry, type PluginRegistry } from '@saddle/core';
import { loadPlugin } from './load.js';

/** The plugin module of a package's folder, by its own package.json; the file itself for a file. */
function moduleAt(path: string): string {
  if (!statSync(path).isDirectory()) return path;
  const manifest = join(path, 'package.json');
  const plugins = existsSync(manifest)
    ? (JSON.parse(readFileSync(manifest, 'utf8')) as { saddle?: { plugins?: string } }).saddle?.plugins
    : undefined;
  if (plugins) return join(path, plugins);
  throw new SaddleError('SADDLE_PLUGIN_NOT_FOUND', {
    problem: `The folder ${path} is no plugin package: there is no "saddle": { "plugins": … } in its package.json.`,
    advice: 'Name a plugin file, or add the key: `saddle new` makes packages that have it.',
  });
}

const looksLikePath = (text: string) => /^\.{0,2}[/\\]|^\.{1,2}$|\.[cm]?[jt]s$/.test(text);

/**
 * The plugins that a word on the command line means: the name of one that is there, a file, a package's folder, or a
 * package.
 *
 * @throws SADDLE_USAGE with what is available, and what loading throws
 */
export async function findPlugins(registry: PluginRegistry, word: string, folder: string): Promise<PluginEntry[]> {
  const all = registry.list();
  const named = all.filter(({ plugin, source }) => plugin.name === word || source === word);
  if (named.length > 0) return named;
  const path = resolve(folder, word);
  if (looksLikePath(word) && existsSync(path)) return added(registry, moduleAt(path), folder);
  if (looksLikePath(word)) {
    throw new SaddleError('SADDLE_PLUGIN_NOT_FOUND', { problem: `There is no plugin file ${path}.` });
  }
  try {
    return await added(registry, word, folder);
  } catch (error) {
    if (!isSaddleError(error) || error.code !== 'SADDLE_PLUGIN_NOT_FOUND') throw error;
    throw new SaddleError('SADDLE_USAGE', {
      problem: `There is no plugin called '${word}'. ${suggest(word, new Set(all.map(({ plugin }) => plugin.name)))}`,
      advice: `For a file write its path, such as ./${word}.ts.`,
    });
  }
}

/** Loads a module and returns what it has added. */
async function added(registry: PluginRegistry, specifier: string, folder: string): Promise<PluginEntry[]> {
  const before = new Set(registry.list().map(({ plugin }) => plugin));
  await loadPlugin(registry, specifier, join(folder, 'command-line'));
  return registry.list().filter(({ plugin }) => !before.has(plugin));
}
