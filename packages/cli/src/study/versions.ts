import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { ResolvedConfig } from '@saddle/config';
import type { CodeVersions } from '@saddle/study';
import { bundlePlugin } from '../plugins/bundle.js';
import { pluginModule } from '../plugins/discover.js';
import { saddleVersion } from '../version.js';

/** Versions of the code behind a config: Saddle's, and of what it names under `plugins:`. */
export async function codeVersions({ plugins, baseDirectory }: ResolvedConfig): Promise<CodeVersions> {
  const own = await Promise.all(
    plugins.map(async (specifier): Promise<[string, string]> => {
      if (!specifier.startsWith('.') && !isAbsolute(specifier)) {
        return [specifier, packageVersion(specifier, join(baseDirectory, 'config.yaml')) ?? 'unknown'];
      }
      // A file has no version: what it compiles to, with all it imports by relative paths, stands for one.
      const bundle = readFileSync(await bundlePlugin(resolve(baseDirectory, specifier)));
      return [specifier, createHash('sha256').update(bundle).digest('hex').slice(0, 16)];
    }),
  );
  return { saddle: saddleVersion, ...Object.fromEntries(own) };
}

function packageVersion(name: string, from: string): string | undefined {
  const module = pluginModule(name, from);
  for (let folder = module && dirname(module); folder; folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (existsSync(path)) return (JSON.parse(readFileSync(path, 'utf8')) as { version?: string }).version;
    if (folder === dirname(folder)) return undefined;
  }
  return undefined;
}
