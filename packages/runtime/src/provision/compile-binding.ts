import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SaddleError } from '@saddle/core';
import type { Compiler } from './compiler.js';
import { installAdvice } from './install-advice.js';
import { run, tail } from './process.js';
import { bindingFile, librariesFolder, napiVersion, nodeApiHeaders, tfjsNodePackage } from './tfjs-node-package.js';

const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'];

/**
 * Compiles tfjs-node's binding from the sources in its package.
 *
 * @param entry folder whose `deps/lib` holds TensorFlow's libraries; the binding is written below it
 * @param libraries names of these libraries
 * @param include folder with TensorFlow's headers
 */
export async function compileBinding(
  compiler: Compiler,
  entry: string,
  libraries: readonly string[],
  include: string,
): Promise<void> {
  const { directory } = tfjsNodePackage();
  const output = join(entry, bindingFile);
  await mkdir(dirname(output), { recursive: true });
  const mac = process.platform === 'darwin';
  // Relative, so that the same file works in the cache and, copied, in node_modules.
  const rpath = `${mac ? '@loader_path' : '$ORIGIN'}/../../deps/lib`;
  const args = [
    ...compiler.prefix,
    ...['-std=c++17', '-O2', '-fPIC', '-w', mac ? '-dynamiclib' : '-shared'],
    ...[`-DNAPI_VERSION=${napiVersion}`, '-DNODE_GYP_MODULE_NAME=tfjs_binding', '-DBUILDING_NODE_EXTENSION'],
    ...['-I', nodeApiHeaders(), '-I', join(directory, '..'), '-I', include],
    ...sources.map((source) => join(directory, 'binding', source)),
    ...libraries.map((library) => join(entry, librariesFolder, library)),
    `-Wl,-rpath,${rpath}`,
    ...(mac ? ['-undefined', 'dynamic_lookup'] : []),
    // Node's own symbols, and those TensorFlow takes from newer system libraries, are resolved at load time.
    ...(compiler.isZig ? ['-Wl,--allow-shlib-undefined'] : []),
    ...['-o', output],
  ];
  const caches = compiler.isZig
    ? { ZIG_GLOBAL_CACHE_DIR: join(entry, '..', 'zig-cache'), ZIG_LOCAL_CACHE_DIR: join(entry, '..', 'zig-cache') }
    : {};
  const result = await run(compiler.command, args, { env: { ...process.env, ...caches } });
  if (result.status === 0) return;
  throw new SaddleError('SADDLE_RUNTIME_SETUP', {
    problem: `The binding could not be compiled by ${compiler.description}:\n    ${tail(result, 12).replaceAll('\n', '\n    ')}`,
    advice: `A compiler for C++17 is needed. Try: ${installAdvice('compiler')}`,
  });
}
