import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { cacheHome, formatPosition, replaceFile, SaddleError } from '@saddle/core';
import { build, type BuildFailure, type Plugin } from 'esbuild';

const ownFolder = dirname(fileURLToPath(import.meta.url));

/** Resolves what a plugin file imports: from its own folder first, then from the command's, so that a lone file works. */
const resolveImports: Plugin = {
  name: 'saddle-resolve',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, resolveDir, kind, pluginData }) => {
      if (kind === 'entry-point' || pluginData === resolveImports || path.startsWith('node:')) return undefined;
      for (const folder of [resolveDir, ownFolder]) {
        const found = await build.resolve(path, { kind, resolveDir: folder, pluginData: resolveImports });
        if (found.errors.length > 0) continue;
        return { path: found.path.startsWith('/') ? pathToFileURL(found.path).href : found.path, external: true };
      }
      return undefined;
    });
  },
};

/** Where compiled plugin files lie, by content: in the user's own cache, where nobody else can put code. */
const cacheFolder = () => join(cacheHome(), 'plugins');

/** The source map with whole URLs of the sources, so that stacks name the author's files wherever the code lies. */
function inlineMap(map: string, folder: string): string {
  const content = JSON.parse(map) as { sources: string[] };
  const sources = content.sources.map((source) => pathToFileURL(resolve(folder, decodeURI(source))).href);
  const encoded = Buffer.from(JSON.stringify({ ...content, sources })).toString('base64');
  return `//# sourceMappingURL=data:application/json;base64,${encoded}\n`;
}

/**
 * Compiles a plugin file (TypeScript or JavaScript, with what it imports by relative paths) to one JavaScript module
 * with a source map, so that messages name the lines the author wrote.
 *
 * @returns path of the compiled module
 * @throws SADDLE_PLUGIN_LOAD with file, line and column
 */
export async function bundlePlugin(file: string): Promise<string> {
  const folder = cacheFolder();
  let code: string;
  try {
    const result = await build({
      entryPoints: [file],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: 'external',
      sourcesContent: false,
      outfile: join(folder, 'plugin.mjs'),
      logLevel: 'silent',
      plugins: [resolveImports],
    });
    const [map, compiled] = result.outputFiles;
    code = `${compiled!.text}${inlineMap(map!.text, folder)}`;
  } catch (error) {
    const [first] = (error as BuildFailure).errors ?? [];
    if (!first) throw error;
    // The config gives the error the place where it names the plugin; the place in the plugin is part of the text.
    const { location } = first;
    const place = location
      ? { file: resolve(location.file), line: location.line, column: location.column + 1 }
      : { file };
    throw new SaddleError('SADDLE_PLUGIN_LOAD', {
      problem: `A plugin file cannot be compiled: ${formatPosition(place)}: ${first.text}`,
    });
  }
  const digest = createHash('sha256').update(code).digest('hex').slice(0, 16);
  const target = join(folder, `${digest}.mjs`);
  if (!existsSync(target) || readFileSync(target, 'utf8') !== code) replaceFile(target, code);
  return target;
}
