import { existsSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isSaddleError, PluginRegistry, SaddleError } from '@saddle/core';
import { bundlePlugin } from './bundle.js';
import { discoverPluginPackages, pluginModule } from './discover.js';

const isFile = (specifier: string) => specifier.startsWith('.') || isAbsolute(specifier);

async function importModule(url: string, name: string): Promise<object> {
  try {
    return (await import(url)) as object;
  } catch (cause) {
    if (isSaddleError(cause)) throw cause;
    throw new SaddleError('SADDLE_PLUGIN_LOAD', {
      problem: `${name} fails while it is loaded: ${cause instanceof Error ? cause.message : String(cause)}`,
      advice: 'Run with --trace for the stack.',
      cause,
    });
  }
}

/** A registry with every plugin package that is installed beside the command and in the project of `folder`. */
export async function loadInstalledPlugins(folder: string): Promise<PluginRegistry> {
  const registry = new PluginRegistry();
  for (const { name, module } of discoverPluginPackages(folder)) {
    const url = pathToFileURL(module).href;
    registry.addModule(await importModule(url, name), name, url);
  }
  return registry;
}

/**
 * Adds the plugins of a file or package named under `plugins:`.
 *
 * @param specifier './my-loss.ts', relative to `fromFile`, or a package's name
 * @throws SADDLE_PLUGIN_NOT_FOUND, SADDLE_PLUGIN_LOAD, SADDLE_PLUGIN_INVALID, SADDLE_PLUGIN_DUPLICATE
 */
export async function loadPlugin(registry: PluginRegistry, specifier: string, fromFile: string): Promise<void> {
  if (!isFile(specifier)) {
    const path = pluginModule(specifier, resolve(fromFile)) ?? pluginModule(specifier, fileURLToPath(import.meta.url));
    if (path === undefined) {
      throw new SaddleError('SADDLE_PLUGIN_NOT_FOUND', {
        problem: `There is no plugin package '${specifier}': not installed, or no "saddle": { "plugins": … } in its package.json.`,
        advice: `npm install ${specifier}, or name a file: './${specifier}.ts'.`,
      });
    }
    const url = pathToFileURL(path).href;
    registry.addModule(await importModule(url, specifier), specifier, url);
    return;
  }
  const file = resolve(dirname(fromFile), specifier);
  if (!existsSync(file)) {
    throw new SaddleError('SADDLE_PLUGIN_NOT_FOUND', {
      problem: `There is no plugin file ${file}.`,
      advice: 'Paths under `plugins:` start from the folder of the config that names them.',
    });
  }
  const name = relative(process.cwd(), file);
  const url = pathToFileURL(await bundlePlugin(file)).href;
  registry.addModule(await importModule(url, name), name, url);
}
