import { existsSync, readdirSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SaddleError } from '@saddle/core';
import { defaultTensorFlowVersion, type SetupOptions } from './options.js';

/** Which TensorFlow is wanted: a wheel by name and version, or one that is there already. */
export type TensorFlowSource =
  | { readonly kind: 'wheel'; readonly package: string; readonly version: string }
  | { readonly kind: 'existing'; readonly libraries: string; readonly include: string; readonly version: string };

/** The names under which TensorFlow's two libraries are shipped, in wheels and as C library. */
const libraryPattern = /^libtensorflow(_cc|_framework)?(\.so(\.\d+)*|(\.\d+)*\.dylib)$/;

/** The shortest name of each library in a folder (the others are links to it or from it). */
export function findLibraries(directory: string): string[] {
  if (!existsSync(directory)) return [];
  const names = readdirSync(directory)
    .filter((name) => libraryPattern.test(name))
    .sort((a, b) => b.length - a.length);
  // The loader looks a library up by its major version ('.so.2'): prefer that over longer or shorter names.
  const byLibrary = new Map<string, string>();
  for (const name of names) {
    const library = /^libtensorflow(_cc|_framework)?/.exec(name)![0];
    const major = /\.so\.\d+$|\.\d+\.dylib$/.test(name);
    if (major || !byLibrary.has(library)) byLibrary.set(library, name);
  }
  // A folder with both the C and the C++ library: one of them is enough, the C++ one has XLA.
  if (byLibrary.has('libtensorflow_cc')) byLibrary.delete('libtensorflow');
  return byLibrary.size >= 2 && byLibrary.has('libtensorflow_framework') ? [...byLibrary.values()].sort() : [];
}

async function headerVersion(include: string): Promise<string | undefined> {
  for (const header of ['tensorflow/core/public/version.h', 'tensorflow/core/public/release_version.h']) {
    const text = await readFile(join(include, header), 'utf8').catch(() => '');
    const parts = ['MAJOR', 'MINOR', 'PATCH'].map((part) => new RegExp(`TF_${part}_VERSION\\s+(\\d+)`).exec(text)?.[1]);
    if (parts.every((part) => part !== undefined)) return parts.join('.');
  }
  return undefined;
}

async function existing(path: string): Promise<TensorFlowSource> {
  const directory = await realpath(resolve(path)).catch(() => resolve(path));
  for (const libraries of [directory, join(directory, 'lib'), join(directory, 'tensorflow')]) {
    const found = findLibraries(libraries);
    for (const include of [join(libraries, 'include'), join(libraries, '..', 'include')]) {
      if (found.length === 0 || !existsSync(join(include, 'tensorflow', 'c', 'c_api.h'))) continue;
      // The C library alone ships no version header; the probe of the built binding tells the version.
      return { kind: 'existing', libraries, include, version: (await headerVersion(include)) ?? 'unknown' };
    }
  }
  throw new SaddleError('SADDLE_RUNTIME_SETUP', {
    problem: `Expected a TensorFlow in '${path}': libtensorflow_cc or libtensorflow, libtensorflow_framework and include/tensorflow/c/c_api.h. Not all of them are there.`,
    advice:
      'Give the folder that `python3 -c "import tensorflow, os; print(os.path.dirname(tensorflow.__file__))"` prints, or that of the C library.',
  });
}

/** Only Linux on x86-64 has a build of its own for CPUs; elsewhere `tensorflow` is that build. */
const cpuPackage = process.platform === 'linux' && process.arch === 'x64' ? 'tensorflow-cpu' : 'tensorflow';

/** Turns the options into the one TensorFlow they ask for. Throws `SADDLE_RUNTIME_SETUP` when they are contradictory. */
export async function chooseSource({ version, tensorflow, cuda }: SetupOptions): Promise<TensorFlowSource> {
  if (tensorflow !== undefined) {
    if (version !== undefined || cuda) {
      throw new SaddleError('SADDLE_RUNTIME_SETUP', {
        problem: 'An existing TensorFlow was given together with a version or a CUDA build to download.',
        advice: 'Give one or the other.',
      });
    }
    return existing(tensorflow);
  }
  if (version !== undefined && !/^\d+\.\d+(\.\d+)?([a-z]+\d+)?$/.test(version)) {
    throw new SaddleError('SADDLE_RUNTIME_SETUP', {
      problem: `Expected a version of TensorFlow such as '${defaultTensorFlowVersion}', received '${version}'.`,
    });
  }
  return { kind: 'wheel', package: cuda ? 'tensorflow' : cpuPackage, version: version ?? defaultTensorFlowVersion };
}
