import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { PluginRegistry } from '@saddle/core';

/** The repository's root, from the compiled test. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Every plugin package of the repository, as its package.json declares it. */
export async function installedPlugins(): Promise<PluginRegistry> {
  const registry = new PluginRegistry();
  for (const folder of readdirSync(join(root, 'packages')).sort()) {
    const file = join(root, 'packages', folder, 'package.json');
    if (!existsSync(file)) continue;
    const { name, saddle } = JSON.parse(readFileSync(file, 'utf8')) as { name: string; saddle?: { plugins?: string } };
    if (!saddle?.plugins) continue;
    const url = pathToFileURL(join(dirname(file), saddle.plugins)).href;
    registry.addModule((await import(url)) as object, name, url);
  }
  return registry;
}

/** Every YAML file under configs/, from the repository's root. */
export const configFiles = (): string[] =>
  readdirSync(join(root, 'configs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => join('configs', file))
    .sort();
