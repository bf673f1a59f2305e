import { basename, join } from 'node:path';
import { SaddleError, isSaddleError } from '@saddle/core';
import { probeBackend } from '../backend/probe.js';
import { cacheRoot } from './cache.js';
import { entryKey, provideEntry, realSteps } from './cache-entry.js';
import { checkLink, linkEntry, unlink } from './link.js';
import { withLock } from './lock.js';
import { downloadOfficial } from './official-download.js';
import type { SetupOptions } from './options.js';
import { checkNode } from './requirements.js';
import { chooseSource, type TensorFlowSource } from './tensorflow-source.js';

/** What `setup` arrived at. */
export interface SetupResult {
  /** The backend that runs will use. */
  readonly backend: 'tensorflow' | 'wasm' | 'cpu';
  readonly native: boolean;
  /**
   * How: 'ready' nothing was to do; 'cache' only linked; 'wheel' or 'existing' built; 'official' tfjs-node's own
   * download; 'fallback' none of these worked.
   */
  readonly way: 'ready' | 'cache' | 'wheel' | 'existing' | 'official' | 'fallback';
  readonly tensorflowVersion: string | null;
  /** Where TensorFlow came from. */
  readonly origin: string | null;
  /** The cache entry in use. */
  readonly directory: string | null;
  readonly seconds: number;
  /** Why native TensorFlow is not to be had, and what mends it; absent when it is. */
  readonly warning?: string;
}

interface Native {
  readonly way: SetupResult['way'];
  readonly tensorflowVersion: string;
  readonly origin: string;
  readonly directory: string | null;
}

/** True when the user asked for a certain TensorFlow, which then nothing else may stand in for. */
const isExplicit = ({ version, tensorflow, cuda }: SetupOptions): boolean =>
  version !== undefined || tensorflow !== undefined || cuda === true;

/** What is linked already, if it is usable and what the options ask for. */
async function alreadyThere(options: SetupOptions, source: TensorFlowSource): Promise<Native | undefined> {
  if (options.force) return undefined;
  const link = await checkLink(options.thorough);
  if (!link.ready) return undefined;
  // Without a wish of its own, a second setup keeps what an earlier one was told to install.
  if (isExplicit(options) && (link.entry === null || basename(link.entry) !== entryKey(source))) return undefined;
  const { tensorflowVersion, origin, entry } = link;
  return { way: 'ready', tensorflowVersion, origin, directory: entry };
}

async function provideNative(options: SetupOptions, source: TensorFlowSource): Promise<Native> {
  const { python, report = () => undefined } = options;
  const root = options.cacheDirectory ?? cacheRoot();
  try {
    const entry = await provideEntry(root, source, realSteps(python, report), options);
    await linkEntry(entry.directory, entry.manifest);
    const probe = await probeBackend({ backend: 'tensorflow' });
    if (!probe.ok) {
      await unlink();
      throw new SaddleError('SADDLE_RUNTIME_SETUP', {
        problem: `TensorFlow was set up but does not work: ${probe.problem}`,
      });
    }
    const { tensorflowVersion, origin } = entry.manifest;
    return { way: entry.built ? source.kind : 'cache', tensorflowVersion, origin, directory: entry.directory };
  } catch (error) {
    throw explain(error, root);
  }
}

/** Gives the file system's errors a message that says what to do. */
function explain(error: unknown, root: string): unknown {
  if (isSaddleError(error)) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const elsewhere = 'set XDG_CACHE_HOME to a folder that has room and can be written';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new SaddleError('SADDLE_RUNTIME_SETUP', {
      problem: `The disk is full: TensorFlow needs about 3 GB in '${root}' while it is set up.`,
      advice: `Free some space, or ${elsewhere}.`,
      cause: error,
    });
  }
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR'].includes(code ?? '')) {
    return new SaddleError('SADDLE_RUNTIME_SETUP', {
      problem: `The cache cannot be written: ${message}`,
      advice: `Mend the folder's permissions, or ${elsewhere}.`,
      cause: error,
    });
  }
  return error;
}

async function locked<T>(root: string, report: (line: string) => void, work: () => Promise<T>): Promise<T> {
  const onWait = ({ pid, host }: { pid: number; host: string }) =>
    report(`Another setup (process ${pid} on ${host}) is at work: waiting for it`);
  try {
    return await withLock(join(root, 'lock'), work, { onWait });
  } catch (error) {
    // The cache cannot be written at all: nothing there to protect, and the other ways may still do.
    const { code, syscall, path } = error as NodeJS.ErrnoException;
    if (path?.startsWith(root) && (syscall === 'mkdir' || syscall === 'open') && code !== 'ENOENT') {
      return work();
    }
    throw error;
  }
}

/**
 * Provisions native TensorFlow for `@tensorflow/tfjs-node`: from the PyPI wheel by the user's own pip, else by
 * tfjs-node's own download; else the wasm backend, else cpu, with a `warning`. Safe to repeat (then it takes
 * milliseconds), to interrupt and to run in several processes at once.
 *
 * @throws SaddleError `SADDLE_RUNTIME_REQUIREMENT` when Node is too old; and, when a certain TensorFlow was asked
 * for or `requireNative` is set, whatever stood in its way (`SADDLE_RUNTIME_SETUP`, `SADDLE_RUNTIME_REQUIREMENT`).
 */
export async function setup(options: SetupOptions = {}): Promise<SetupResult> {
  const start = performance.now();
  const { report = () => undefined } = options;
  const seconds = () => Math.round(performance.now() - start) / 1000;
  const node = checkNode();
  if (!node.ok) {
    throw new SaddleError('SADDLE_RUNTIME_REQUIREMENT', { problem: node.problem!, advice: node.advice! });
  }
  const source = await chooseSource(options);
  const done = (native: Native): SetupResult => ({
    backend: 'tensorflow',
    native: true,
    ...native,
    seconds: seconds(),
  });

  const ready = await alreadyThere(options, source);
  if (ready !== undefined) return done(ready);

  return locked(options.cacheDirectory ?? cacheRoot(), report, async () => {
    const meanwhile = await alreadyThere(options, source);
    if (meanwhile !== undefined) return done(meanwhile);
    const problems: string[] = [];
    try {
      return done(await provideNative(options, source));
    } catch (error) {
      if (isExplicit(options)) throw error;
      problems.push((error as Error).message);
      report((error as Error).message);
    }
    try {
      const tensorflowVersion = await downloadOfficial(report);
      return done({ way: 'official', tensorflowVersion, origin: "tfjs-node's own download", directory: null });
    } catch (error) {
      problems.push((error as Error).message);
      report((error as Error).message);
    }
    const why = problems.join('\n');
    if (options.requireNative) {
      throw new SaddleError('SADDLE_RUNTIME_SETUP', { problem: why, advice: '`saddle doctor` shows what is missing.' });
    }
    const backend = (await probeBackend({ backend: 'wasm' })).ok ? 'wasm' : 'cpu';
    const warning = `Native TensorFlow could not be set up; the ${backend} backend will be used, which is many times slower.\n${why}`;
    report(warning);
    const nothing = { tensorflowVersion: null, origin: null, directory: null };
    return { backend, native: false, way: 'fallback', ...nothing, seconds: seconds(), warning };
  });
}

/** Looks, without changing anything, whether native TensorFlow is set up as the options ask. */
export async function isSetUp(options: SetupOptions = {}): Promise<boolean> {
  return (await alreadyThere({ ...options, force: false }, await chooseSource(options))) !== undefined;
}
