import { createRequire } from 'node:module';
import { SaddleError } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { describeCpu, type CpuDescription } from './cpu.js';
import { tensorFlowEnvironment, type TensorFlowEnvironment } from './environment.js';
import { loadNative } from './native.js';
import { backendNames, type BackendName, type BackendOptions } from './options.js';
import { loadWasm } from './wasm.js';

const require = createRequire(import.meta.url);

/** What a run records about the backend it computes on. */
export interface BackendDescription {
  readonly backend: BackendName;
  /** True on native TensorFlow. */
  readonly native: boolean;
  /** TensorFlow's version; null on the fallback backends. */
  readonly tensorflowVersion: string | null;
  readonly tfjsVersion: string;
  readonly nodeVersion: string;
  readonly platform: string;
  /** Threads for one op: always 1 on the fallback backends, which have no more. */
  readonly threads: number;
  /** TensorFlow's switches as they were when its library was loaded; empty on the fallback backends. */
  readonly environment: Partial<TensorFlowEnvironment>;
  readonly cpu: CpuDescription;
  /** Why it is not native TensorFlow, when 'auto' was asked for. */
  readonly fallbackReason?: string;
  /** The same for people: what this means and what mends it. Shown in the header of every run. */
  readonly warning?: string;
}

let loaded: BackendDescription | undefined;

const mend = 'Run `saddle setup`; `saddle doctor` tells what is missing.';

function checkOptions({ backend = 'auto', threads }: BackendOptions): void {
  if (backend !== 'auto' && !backendNames.includes(backend)) {
    throw new SaddleError('SADDLE_RUNTIME_UNAVAILABLE', {
      problem: `Expected a backend out of auto, ${backendNames.join(', ')}, received '${String(backend)}'.`,
    });
  }
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= 1024)) {
    throw new SaddleError('SADDLE_RUNTIME_UNAVAILABLE', {
      problem: `Expected a whole number of threads from 1 to 1024, received ${String(threads)}.`,
    });
  }
}

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String((error as { message?: unknown }).message ?? error))
    .split('\n')[0]!
    .trim();

function describe(backend: BackendName, more: Partial<BackendDescription>): BackendDescription {
  return {
    backend,
    native: backend === 'tensorflow',
    tensorflowVersion: null,
    tfjsVersion: tf.version['tfjs-core'],
    nodeVersion: process.versions.node,
    platform: process.platform,
    threads: 1,
    environment: {},
    cpu: describeCpu(),
    ...more,
  };
}

/** Loads native TensorFlow under the switches; the reason as a text when it cannot be had. */
function tryNative(environment: TensorFlowEnvironment): { version: string } | { reason: string } {
  // Node hands assignments to process.env on to setenv, so the library sees them once it is loaded.
  Object.assign(process.env, environment);
  try {
    return { version: loadNative() };
  } catch (error) {
    return { reason: firstLine(error) };
  }
}

async function load(wanted: 'auto' | BackendName, environment: TensorFlowEnvironment): Promise<BackendDescription> {
  let fallbackReason: string | undefined;
  if (wanted === 'auto' || wanted === 'tensorflow') {
    const native = tryNative(environment);
    if ('version' in native) {
      const threads = Number(environment.TF_NUM_INTRAOP_THREADS);
      return describe('tensorflow', { tensorflowVersion: native.version, threads, environment });
    }
    if (wanted === 'tensorflow') {
      throw new SaddleError('SADDLE_RUNTIME_UNAVAILABLE', {
        problem: `The backend 'tensorflow' was asked for, but native TensorFlow cannot be loaded: ${native.reason}`,
        advice: mend,
      });
    }
    fallbackReason = native.reason;
  }
  let backend: BackendName = 'cpu';
  if (wanted !== 'cpu') {
    try {
      await loadWasm();
      backend = 'wasm';
    } catch (error) {
      const problem = `The backend 'wasm' cannot be started: ${firstLine(error)}`;
      if (wanted === 'wasm')
        throw new SaddleError('SADDLE_RUNTIME_UNAVAILABLE', { problem, advice: mend, cause: error });
      fallbackReason = `${fallbackReason}; ${problem}`;
    }
  }
  if (backend === 'cpu') {
    // At its first tensor the CPU backend prints an advertisement for tfjs-node, unless it thinks itself under test.
    // Only for that moment: under test, tfjs also takes what a step assigns inside a gradient for a leak.
    tf.env().set('IS_TEST', true);
    await tf.setBackend('cpu');
    tf.scalar(0).dispose();
    tf.env().set('IS_TEST', false);
  }
  const warning = `Computing on the ${backend} backend, many times slower than native TensorFlow, which cannot be loaded: ${fallbackReason} ${mend}`;
  return describe(backend, fallbackReason === undefined ? {} : { fallbackReason, warning });
}

/**
 * Chooses and starts the backend of this process: sets TensorFlow's switches, then loads native TensorFlow, else
 * wasm, else cpu. The switches are read only while the library loads, so the first call decides: later ones return
 * the same description, or throw when they ask for another backend, other threads or oneDNN otherwise.
 *
 * @throws SaddleError `SADDLE_RUNTIME_UNAVAILABLE` when a backend was asked for by name and cannot be had, or too late
 */
export async function loadBackend(options: BackendOptions = {}): Promise<BackendDescription> {
  checkOptions(options);
  const wanted = options.backend ?? 'auto';
  if (loaded === undefined) {
    const late = isLoadedBehindOurBack();
    const description = await load(wanted, tensorFlowEnvironment(options));
    loaded = late && description.native ? { ...description, warning: tooLate } : description;
    return loaded;
  }
  return reuse(loaded, wanted, options);
}

/** tfjs-node that was loaded by someone else, e.g. by a plugin, has read its switches already. */
const isLoadedBehindOurBack = (): boolean => require.cache[require.resolve('@tensorflow/tfjs-node')] !== undefined;

const tooLate =
  "@tensorflow/tfjs-node was loaded before the backend was chosen, so threads and oneDNN are not under Saddle's control. " +
  "Import '@tensorflow/tfjs' in plugins, never '@tensorflow/tfjs-node'.";

function reuse(description: BackendDescription, wanted: 'auto' | BackendName, options: BackendOptions) {
  const { threads, oneDNN } = options;
  const { environment, native } = description;
  const sameBackend = wanted === 'auto' || wanted === description.backend;
  const sameThreads = !native || threads === undefined || threads === description.threads;
  const sameKernels = !native || oneDNN === undefined || oneDNN === (environment.TF_ENABLE_ONEDNN_OPTS === '1');
  if (sameBackend && sameThreads && sameKernels) return description;
  throw new SaddleError('SADDLE_RUNTIME_UNAVAILABLE', {
    problem: `This process computes on '${description.backend}' already; its backend, threads and oneDNN cannot be changed.`,
    advice: 'Use one process for each setting.',
  });
}
