import type { SampleInfo } from './architecture.js';

/** What a field of a batch holds, beside the batch axis. */
export interface FieldInfo {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

/** What the rest of a run knows about its data. */
export interface DatasetInfo {
  readonly sample: SampleInfo;
  /** Number of examples. */
  readonly length: number;
  /** Names of the classes, by label; empty when there are no labels. */
  readonly classes: readonly string[];
  /** Fields of a batch: `samples` always, `labels` (int32, shape []) where there are classes, others by name. */
  readonly fields: Readonly<Record<string, FieldInfo>>;
  /** SHA-256 over what was read or over the parameters that generate it, hex: part of every metric's protocol. */
  readonly digest: string;
  /** For mixtures: the modes' centres `[modes][features]` and their standard deviation. */
  readonly mixture?: { readonly centres: readonly (readonly number[])[]; readonly deviation: number };
}

/** One batch on its way to the device: flat row-major values by field. Never written to after it is handed over. */
export type HostBatch = Readonly<Record<string, Float32Array | Int32Array>>;

/** Random access to a finite set of examples. */
export interface DatasetReader {
  readonly info: DatasetInfo;
  /**
   * The examples with these numbers, in this order, in fresh arrays.
   *
   * @param epoch how often all were gone through before, for what is drawn anew each time; 0 if not given
   */
  read(indices: Uint32Array, epoch?: number): HostBatch | Promise<HostBatch>;
  close?(): void | Promise<void>;
}

/** A data set: opened where it is read, which may be a worker thread with a plugin of its own. */
export interface Dataset {
  /** @throws SADDLE_DATA_NOT_FOUND, SADDLE_DATA_CORRUPT */
  open(): DatasetReader | Promise<DatasetReader>;
  /** 'memory': a read is a copy and happens on the training thread; 'worker': it decodes, and worker threads do it. */
  readonly reading: 'memory' | 'worker';
}
