import { existsSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { formatPosition, isSaddleError, PluginRegistry, SaddleError } from '@saddle/core';
import { bundlePlugin } from './bundle.js';
import { commonJsRefused, isCommonJs } from './common-js.js';
import { discoverPluginPackages, pluginModule } from './discover.js';

const isFile = (specifier: string) => specifier.startsWith('.') || isAbsolute(specifier);

/** Where the code of an error's first frame stands; the stack speaks of the author's files by their source maps. */
function placeOf({ stack = '' }: Error): string | undefined {
  const first = /^ +at .*$/m.exec(stack)?.[0] ?? '';
  const found = /at (?:.*? \()?((?:file:|\/|[A-Za-z]:\\).*):(\d+):(\d+)\)?$/.exec(first);
  if (!found) return undefined;
  const [, where, line, column] = found;
  const file = where!.startsWith('file:') ? fileURLToPath(where!) : where!;
  return formatPosition({ file, line: Number(line), column: Number(column) });
}

async function importModule(url: string, name: string): Promise<object> {
  try {
    return (await import(url)) as object;
  } catch (cause) {
    if (isSaddleError(cause)) throw cause;
    if (isCommonJs(fileURLToPath(url))) throw commonJsRefused(name, cause);
    const place = cause instanceof Error ? placeOf(cause) : undefined;
    const reason = `${place ? `${place}: ` : ''}${cause instanceof Error ? cause.message : String(cause)}`;
    throw new SaddleError('SADDLE_PLUGIN_LOAD', {
      problem: `${name} fails while it is loaded: ${reason}`,
      advice: 'Run with --trace for the stack.',
      cause,
    });
  }
}

/** Adds the plugins of a module, given by path. */
async function register(registry: PluginRegistry, path: string, name: string): Promise<void> {
  if (!existsSync(path)) {
    throw new SaddleError('SADDLE_PLUGIN_LOAD', {
      problem: `${name} says that its plugins are in ${path}, which is not there.`,
      advice: 'Mend "saddle": { "plugins": … } in its package.json, or compile it: npm run build.',
    });
  }
  const url = pathToFileURL(path).href;
  const module = await importModule(url, name);
  try {
    registry.addModule(module, name, url);
  } catch (error) {
    // What `exports.default = …` exports arrives one level too deep.
    const empty = isSaddleError(error) && error.code === 'SADDLE_PLUGIN_INVALID';
    throw empty && isCommonJs(path) ? commonJsRefused(name, error) : error;
  }
}

/** A registry with every plugin package that is installed beside the command and in the project of `folder`. */
export async function loadInstalledPlugins(folder: string): Promise<PluginRegistry> {
  const registry = new PluginRegistry();
  for (const { name, module } of discoverPluginPackages(folder)) {
    await register(registry, module, name);
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
    await register(registry, path, specifier);
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
  await register(registry, await bundlePlugin(file), name);
}
