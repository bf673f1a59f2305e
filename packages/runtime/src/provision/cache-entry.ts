import { createHash } from 'node:crypto';
import { mkdir, rename, rm, statfs, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SaddleError } from '@saddle/core';
import { makeStaging, moveIntoPlace, removeLeftovers } from './cache.js';
import { compileBinding } from './compile-binding.js';
import { fetchZig, findCompiler, type Compiler } from './compiler.js';
import { checkEntry, writeManifest, type Manifest } from './manifest.js';
import type { Report } from './options.js';
import { defaultPython, requirePip } from './requirements.js';
import { findLibraries, type TensorFlowSource } from './tensorflow-source.js';
import { bindingFile, librariesFolder, tfjsNodePackage } from './tfjs-node-package.js';
import { tryBinding } from './try-binding.js';
import { downloadWheel, unpackWheel } from './wheel.js';

/** Room for the wheel, what is unpacked from it, a compiler and pip's temporary files, in bytes. */
export const neededSpace = 2.5e9;

/** The libraries, and the headers that the C API includes; a wheel's other 14,000 files are not needed. */
const neededMembers =
  '^tensorflow/(libtensorflow(_cc|_framework)?([.]so[.][0-9]+|[.][0-9]+[.]dylib)|include/(tensorflow|tsl|xla)/.*[.]h)$';

/** What building an entry needs from outside; a test can give its own. */
export interface EntrySteps {
  /** Puts TensorFlow's libraries into `<entry>/deps/lib` and returns the folder of its headers. */
  readonly fetch: (source: TensorFlowSource, entry: string, scratch: string) => Promise<string>;
  /** Compiles the binding into the entry and returns the compiler's description. */
  readonly compile: (entry: string, include: string, scratch: string) => Promise<string>;
  /** Loads the binding in a process of its own and returns TensorFlow's version. */
  readonly tryOut: (entry: string) => Promise<string>;
}

export function realSteps(python = defaultPython, report: Report = () => undefined): EntrySteps {
  return {
    async fetch(source, entry, scratch) {
      const libraries = join(entry, librariesFolder);
      if (source.kind === 'existing') {
        await mkdir(dirname(libraries), { recursive: true });
        await symlink(source.libraries, libraries, 'junction');
        return source.include;
      }
      await requirePip(python);
      const requirement = `${source.package}==${source.version}`;
      report(`Downloading TensorFlow (PyPI package ${requirement}, about 300 MB; 2 GB with CUDA's libraries)`);
      const wheel = await downloadWheel(python, requirement, scratch, report);
      report('Unpacking its libraries and headers');
      await unpackWheel(python, wheel, join(scratch, 'tensorflow'), neededMembers);
      await rm(wheel);
      await moveLibraries(join(scratch, 'tensorflow'), libraries, requirement);
      return join(scratch, 'tensorflow', 'include');
    },
    async compile(entry, include, scratch) {
      let compiler: Compiler | undefined = await findCompiler();
      if (compiler === undefined) {
        await requirePip(python);
        compiler = await fetchZig(python, join(scratch, 'compiler'), report);
      }
      report(`Compiling tfjs-node's binding (${compiler.description})`);
      await compileBinding(compiler, entry, findLibraries(join(entry, librariesFolder)), include);
      return compiler.description;
    },
    tryOut: (entry) => tryBinding(join(entry, bindingFile)),
  };
}

async function moveLibraries(unpacked: string, target: string, requirement: string): Promise<void> {
  const names = findLibraries(unpacked);
  if (names.length === 0) {
    throw new SaddleError('SADDLE_RUNTIME_SETUP', {
      problem: `The wheel of ${requirement} holds no libtensorflow_cc with libtensorflow_framework for this platform.`,
      advice: 'Choose another version with `saddle setup --tf-version`.',
    });
  }
  await mkdir(target, { recursive: true });
  for (const name of names) await rename(join(unpacked, name), join(target, name));
}

/** The name of a cache entry: everything that its files depend on. */
export function entryKey(source: TensorFlowSource): string {
  const from =
    source.kind === 'wheel'
      ? `${source.package}-${source.version}`
      : `existing-${createHash('sha256').update(source.libraries).digest('hex').slice(0, 12)}`;
  return `${from}-${process.platform}-${process.arch}-tfjs-node-${tfjsNodePackage().version}`;
}

async function requireSpace(root: string): Promise<void> {
  const { bavail, bsize } = await statfs(root);
  const free = bavail * bsize;
  if (free >= neededSpace) return;
  throw new SaddleError('SADDLE_RUNTIME_SETUP', {
    problem: `Setting up TensorFlow needs ${(neededSpace / 1e9).toFixed(1)} GB in '${root}', ${(free / 1e9).toFixed(1)} GB are free.`,
    advice: 'Free some space, or set XDG_CACHE_HOME to a folder on another disk.',
  });
}

/** A finished entry of the cache. */
export interface Entry {
  readonly directory: string;
  readonly manifest: Manifest;
  /** False when it was there already. */
  readonly built: boolean;
}

export interface EntryOptions {
  readonly force?: boolean;
  readonly thorough?: boolean;
  readonly report?: Report;
}

/**
 * Returns the cache entry of a TensorFlow, building it when it is missing, half made or altered. It is built in a
 * folder of its own and renamed when complete, so whenever the process is killed, no half-made entry is left.
 */
export async function provideEntry(
  root: string,
  source: TensorFlowSource,
  steps: EntrySteps,
  { force = false, thorough = false, report = () => undefined }: EntryOptions = {},
): Promise<Entry> {
  const directory = join(root, entryKey(source));
  const before = await checkEntry(directory, thorough);
  if (before.state === 'intact' && !force) return { directory, manifest: before.manifest, built: false };
  if (before.state === 'damaged') report(`The cached TensorFlow is damaged (${before.problem}): building it anew`);
  await removeLeftovers(root);
  if (source.kind === 'wheel') await requireSpace(root);
  const staging = await makeStaging(root);
  try {
    const entry = join(staging, 'entry');
    const scratch = join(staging, 'scratch');
    await Promise.all([mkdir(entry), mkdir(scratch)]);
    const include = await steps.fetch(source, entry, scratch);
    const compiler = await steps.compile(entry, include, scratch);
    const tensorflowVersion = await steps.tryOut(entry);
    const files = [
      bindingFile,
      ...findLibraries(join(entry, librariesFolder)).map((name) => join(librariesFolder, name)),
    ];
    const origin =
      source.kind === 'wheel' ? `PyPI package ${source.package} ${source.version}` : `existing, ${source.libraries}`;
    await writeManifest(entry, files, { tensorflowVersion, origin, compiler });
    await moveIntoPlace(root, entry, directory);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  const after = await checkEntry(directory);
  if (after.state === 'intact') return { directory, manifest: after.manifest, built: true };
  throw new SaddleError('SADDLE_RUNTIME_SETUP', {
    problem: `The cache entry '${directory}' was changed while it was made.`,
    advice: 'Run `saddle setup` again.',
  });
}
