import { availableParallelism } from 'node:os';
import type { BackendOptions } from './options.js';

/** The variables that TensorFlow reads while its library is loaded, as they were set. */
export interface TensorFlowEnvironment {
  readonly TF_ENABLE_ONEDNN_OPTS: string;
  readonly TF_CPP_MIN_LOG_LEVEL: string;
  readonly TF_NUM_INTRAOP_THREADS: string;
  readonly TF_NUM_INTEROP_THREADS: string;
  readonly TF_XLA_FLAGS?: string;
}

export const defaultThreads = (): number => availableParallelism();

const xlaCacheFlag = '--tf_xla_persistent_cache_directory=';

/**
 * The one place where TensorFlow's switches are decided. Options go before variables that the user has set, and
 * those before the defaults.
 *
 * oneDNN is switched on explicitly because TensorFlow does so by itself only on some processors.
 */
export function tensorFlowEnvironment(
  { threads, oneDNN, logLevel, xlaCacheDirectory }: BackendOptions,
  given: NodeJS.ProcessEnv = process.env,
): TensorFlowEnvironment {
  const choose = (name: keyof TensorFlowEnvironment, option: string | undefined, otherwise: string) =>
    option ?? (given[name] || otherwise);
  const count = threads === undefined ? undefined : String(threads);
  const kept = (given['TF_XLA_FLAGS'] ?? '').split(/\s+/).filter((flag) => flag !== '');
  const flags =
    xlaCacheDirectory === undefined
      ? kept
      : [...kept.filter((flag) => !flag.startsWith(xlaCacheFlag)), `${xlaCacheFlag}${xlaCacheDirectory}`];
  return {
    TF_ENABLE_ONEDNN_OPTS: choose('TF_ENABLE_ONEDNN_OPTS', oneDNN === undefined ? undefined : oneDNN ? '1' : '0', '1'),
    // Its errors reach us as exceptions; what it logs as errors besides is noise, such as at each read of XLA's cache.
    TF_CPP_MIN_LOG_LEVEL: choose('TF_CPP_MIN_LOG_LEVEL', logLevel === undefined ? undefined : String(logLevel), '3'),
    TF_NUM_INTRAOP_THREADS: choose('TF_NUM_INTRAOP_THREADS', count, String(defaultThreads())),
    // One step at a time is run: more op queues than threads only compete for the same processors.
    TF_NUM_INTEROP_THREADS: choose('TF_NUM_INTEROP_THREADS', count, String(defaultThreads())),
    ...(flags.length > 0 && { TF_XLA_FLAGS: flags.join(' ') }),
  };
}
