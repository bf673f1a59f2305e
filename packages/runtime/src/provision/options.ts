/** The TensorFlow that is provisioned when nothing else is asked for. */
export const defaultTensorFlowVersion = '2.21.0';

/** One line of progress, without a newline. */
export type Report = (line: string) => void;

export interface SetupOptions {
  /** TensorFlow's version, e.g. '2.21.0'. */
  readonly version?: string;
  /**
   * An existing TensorFlow instead of a download: the folder of an installed Python package `tensorflow`, or of
   * TensorFlow's C library (with `lib/` and `include/`).
   */
  readonly tensorflow?: string;
  /** The build for NVIDIA GPUs (PyPI package `tensorflow`) instead of the one for CPUs. */
  readonly cuda?: boolean;
  /** Build anew, even if a usable one is there. */
  readonly force?: boolean;
  /** Throw instead of falling back to the wasm or cpu backend. */
  readonly requireNative?: boolean;
  /** Recompute every digest of the cached files instead of looking at sizes and times. */
  readonly thorough?: boolean;
  /** Where to keep TensorFlow; `$XDG_CACHE_HOME/saddle/native` unless given. */
  readonly cacheDirectory?: string;
  /** The Python interpreter whose pip is used. */
  readonly python?: string;
  readonly report?: Report;
}
