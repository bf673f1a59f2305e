import type { DatasetInfo, DatasetReader, HostBatch } from '../contracts/dataset.js';
import type { Logger } from '../services/logger.js';
import { checkBatch } from './check-batch.js';
import { BatchOrder } from './order.js';
import { openWorkers } from './worker-source.js';
import type { WorkerSpec } from './worker-protocol.js';

/**
 * The shuffled batches of a run. Batch number `cursor` depends on (seed, cursor) only: neither on threads nor on
 * reading ahead. Every epoch is a permutation of its own; its incomplete last batch is dropped.
 */
export interface BatchSource {
  readonly info: DatasetInfo;
  /** Examples in a batch. */
  readonly batch: number;
  readonly batchesPerEpoch: number;
  /** How many batches were handed out: what a checkpoint keeps. */
  readonly cursor: number;
  /** Continues with batch number `cursor`. */
  seek(cursor: number): void;
  /**
   * The next batch in arrays that nobody writes to again; at once for data in memory. One call at a time or several:
   * batches come in the order of the calls.
   */
  next(): HostBatch | Promise<HostBatch>;
  /** These batches will not be read again: worker threads get their memory back. */
  release(batches: readonly HostBatch[]): void;
  close(): Promise<void>;
}

interface CommonSettings {
  /** Examples in a batch. */
  readonly batch: number;
  /** The run's seed. */
  readonly seed: number;
}

/** Reads on this thread: right for `reading: 'memory'`. The source closes the reader. */
export interface DirectSettings extends CommonSettings {
  readonly reader: DatasetReader;
}

/** Reads in worker threads, which make the data set again from its module and options: right for `reading: 'worker'`. */
export interface WorkerSettings extends CommonSettings {
  readonly worker: WorkerSpec;
  /** Batches being read or waiting, at most; 3 if not given. Memory is bounded by it. */
  readonly prefetch?: number;
  /** Worker threads; 1 if not given. */
  readonly threads?: number;
  /** Where messages of the workers' plugins go. */
  readonly logger?: Logger;
}

/**
 * Opens the batches of a data set.
 *
 * @throws SADDLE_CONFIG_INCOMPATIBLE where the data cannot fill one batch; in workers whatever opening throws.
 */
export async function createBatchSource(settings: DirectSettings | WorkerSettings): Promise<BatchSource> {
  return 'reader' in settings ? new DirectSource(settings) : openWorkers(settings);
}

class DirectSource implements BatchSource {
  readonly info: DatasetInfo;
  readonly batch: number;
  readonly #reader: DatasetReader;
  readonly #order: BatchOrder;
  #cursor = 0;

  constructor({ reader, batch, seed }: DirectSettings) {
    this.info = reader.info;
    this.batch = batch;
    this.#reader = reader;
    this.#order = new BatchOrder(reader.info.length, batch, seed);
  }

  get batchesPerEpoch(): number {
    return this.#order.batchesPerEpoch;
  }

  get cursor(): number {
    return this.#cursor;
  }

  seek(cursor: number): void {
    this.#cursor = cursor;
  }

  next(): HostBatch | Promise<HostBatch> {
    const read = this.#reader.read(this.#order.indices(this.#cursor), this.#order.epochOf(this.#cursor));
    this.#cursor += 1;
    if (!(read instanceof Promise)) return checkBatch(read, this.info, this.batch);
    return read.then((batch) => checkBatch(batch, this.info, this.batch));
  }

  release(): void {}

  async close(): Promise<void> {
    await this.#reader.close?.();
  }
}
