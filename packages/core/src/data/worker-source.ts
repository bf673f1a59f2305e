import { Worker } from 'node:worker_threads';
import type { DatasetInfo, HostBatch } from '../contracts/dataset.js';
import { SaddleError } from '../errors/index.js';
import { silentLogger, type Logger } from '../services/logger.js';
import type { BatchSource, WorkerSettings } from './batch-source.js';
import { checkBatch } from './check-batch.js';
import { BatchOrder } from './order.js';
import {
  buffersOf,
  closeRequest,
  unpackError,
  type ReadRequest,
  type WorkerReply,
  type WorkerSpec,
} from './worker-protocol.js';

/** Starts the threads and waits until each has opened the data set. */
export async function openWorkers(settings: WorkerSettings): Promise<BatchSource> {
  const { worker, threads = 1, logger = silentLogger } = settings;
  const readers = Array.from({ length: threads }, () => new ReaderThread(worker, logger));
  try {
    const [info] = await Promise.all(readers.map((reader) => reader.opened));
    return new WorkerSource(settings, readers, info!);
  } catch (error) {
    await Promise.all(readers.map((reader) => reader.close()));
    throw error;
  }
}

class WorkerSource implements BatchSource {
  readonly batch: number;
  readonly #order: BatchOrder;
  readonly #prefetch: number;
  /** Batches asked for and not handed out, by number. */
  readonly #ahead = new Map<number, Promise<HostBatch>>();
  readonly #released: ArrayBuffer[] = [];
  #cursor = 0;

  constructor(
    { batch, seed, prefetch = 3 }: WorkerSettings,
    private readonly readers: readonly ReaderThread[],
    readonly info: DatasetInfo,
  ) {
    this.batch = batch;
    this.#order = new BatchOrder(info.length, batch, seed);
    this.#prefetch = prefetch;
  }

  get batchesPerEpoch(): number {
    return this.#order.batchesPerEpoch;
  }

  get cursor(): number {
    return this.#cursor;
  }

  seek(cursor: number): void {
    this.#cursor = cursor;
    for (const number of this.#ahead.keys()) {
      if (number < cursor || number >= cursor + this.#prefetch) this.#ahead.delete(number);
    }
  }

  async next(): Promise<HostBatch> {
    const cursor = this.#cursor;
    this.#cursor += 1;
    const batch = this.#request(cursor);
    this.#ahead.delete(cursor);
    for (let number = cursor + 1; number <= cursor + this.#prefetch; number++) void this.#request(number);
    return checkBatch(await batch, this.info, this.batch);
  }

  #request(number: number): Promise<HostBatch> {
    let batch = this.#ahead.get(number);
    if (!batch) {
      batch = this.readers[number % this.readers.length]!.read(
        this.#order.indices(number),
        this.#order.epochOf(number),
        this.#released.splice(0),
      );
      // A batch read ahead that fails is reported when its turn comes.
      batch.catch(() => {});
      this.#ahead.set(number, batch);
    }
    return batch;
  }

  /**
   * Handed over with the next request. Left to this thread's garbage collector, megabytes outside its heap would make it
   * mark that heap every few iterations, on the processors that train.
   */
  release(batches: readonly HostBatch[]): void {
    this.#released.push(...buffersOf(batches));
  }

  async close(): Promise<void> {
    this.#ahead.clear();
    await Promise.all(this.readers.map((reader) => reader.close()));
  }
}

interface Waiting {
  resolve(batch: HostBatch): void;
  reject(error: Error): void;
}

/** One worker thread with a reader of its own. It keeps the process alive only while an answer is awaited. */
class ReaderThread {
  readonly opened: Promise<DatasetInfo>;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  #ended: Error | undefined;

  constructor(spec: WorkerSpec, logger: Logger) {
    this.#worker = startWorker(spec);
    this.opened = new Promise((resolve, reject) => {
      this.#worker.on('message', (reply: WorkerReply) => {
        if (reply.type === 'log') logger.scope(reply.scope)[reply.level](reply.message);
        else if (reply.type === 'batch') this.#settle(reply.id)?.resolve(reply.batch);
        else if (reply.type === 'failed' && reply.id !== undefined)
          this.#settle(reply.id)?.reject(unpackError(reply.error));
        else {
          this.#worker.unref();
          if (reply.type === 'opened') resolve(reply.info);
          else reject(unpackError(reply.error));
        }
      });
      const end = (error: Error) => {
        this.#ended ??= error;
        reject(this.#ended);
        for (const id of this.#waiting.keys()) this.#settle(id)?.reject(this.#ended);
      };
      this.#worker.on('error', (error: Error) => end(error));
      this.#worker.on('exit', () => end(ended(spec)));
    });
  }

  read(indices: Uint32Array, epoch: number, released: ArrayBuffer[]): Promise<HostBatch> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = this.#next++;
    this.#worker.ref();
    const request: ReadRequest = { id, indices, epoch, released };
    this.#worker.postMessage(request, [indices.buffer as ArrayBuffer, ...released]);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#worker.unref();
    return waiting;
  }

  /** Lets the plugin close its reader; a thread that does not end in time is ended. */
  async close(): Promise<void> {
    if (this.#ended) return;
    const exit = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#worker.ref();
    this.#worker.postMessage(closeRequest);
    const impatience = setTimeout(() => void this.#worker.terminate(), grace);
    await exit;
    clearTimeout(impatience);
  }
}

/** Milliseconds a thread has to finish its batch and close. */
const grace = 2000;

function startWorker(spec: WorkerSpec): Worker {
  try {
    return new Worker(new URL('./reader-worker.js', import.meta.url), { workerData: spec });
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'DataCloneError')) throw error;
    throw new SaddleError('SADDLE_PLUGIN_CONTRACT', {
      problem: `The options of the data set '${spec.name}' cannot be sent to a worker thread: ${error.message}`,
      advice: "Let the options' schema give plain values, or let the data set say `reading: 'memory'`.",
      cause: error,
    });
  }
}

const ended = ({ name }: WorkerSpec) =>
  new SaddleError('SADDLE_INTERNAL', { problem: `The thread that reads the data set '${name}' has ended.` });
