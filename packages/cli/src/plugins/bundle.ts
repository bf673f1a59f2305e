import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SaddleError } from '@saddle/core';
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

/** Where compiled plugin files lie: by content, so that equal files are compiled once and nothing is ever overwritten. */
const cacheFolder = () => join(tmpdir(), `saddle-plugins-${process.getuid?.() ?? 0}`);

/**
 * Compiles a plugin file (TypeScript or JavaScript, with what it imports by relative paths) to one JavaScript module
 * with a source map, so that messages name the lines the author wrote.
 *
 * @returns path of the compiled module
 * @throws SADDLE_PLUGIN_LOAD with file, line and column
 */
export async function bundlePlugin(file: string): Promise<string> {
  let code: string;
  try {
    const result = await build({
      entryPoints: [file],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: 'inline',
      sourcesContent: false,
      sourceRoot: '/',
      outfile: join(cacheFolder(), 'plugin.mjs'),
      logLevel: 'silent',
      plugins: [resolveImports],
    });
    code = result.outputFiles[0]!.text;
  } catch (error) {
    const [first] = (error as BuildFailure).errors ?? [];
    if (!first) throw error;
    throw new SaddleError('SADDLE_PLUGIN_LOAD', {
      problem: `The plugin file cannot be compiled: ${first.text}.`,
      at: { file, ...(first.location && { line: first.location.line, column: first.location.column + 1 }) },
    });
  }
  const digest = createHash('sha256').update(code).digest('hex').slice(0, 16);
  const target = join(cacheFolder(), `${digest}.mjs`);
  if (!existsSync(target)) {
    mkdirSync(cacheFolder(), { recursive: true, mode: 0o700 });
    const temporary = `${target}.${process.pid}`;
    writeFileSync(temporary, code);
    renameSync(temporary, target);
  }
  return target;
}
