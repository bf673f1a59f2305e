import { parentPort, workerData } from 'node:worker_threads';
import type { DatasetReader, HostBatch } from '../contracts/dataset.js';
import { SaddleError } from '../errors/index.js';
import { isPlugin, type Plugin } from '../plugin/define.js';
import { HostRandom } from '../random/host.js';
import { makeLogger } from '../services/logger.js';
import { tokens } from '../services/tokens.js';
import { degradedReader } from './degrade/degraded-reader.js';
import {
  buffersOf,
  closeRequest,
  packError,
  type ReadRequest,
  type WorkerReply,
  type WorkerSpec,
} from './worker-protocol.js';

// The script of a worker thread that reads a data set: opens it, then answers read requests in their order.

const port = parentPort!;
const send = (reply: WorkerReply, transfer: ArrayBuffer[] = []) => port.postMessage(reply, transfer);

async function open(spec: WorkerSpec): Promise<DatasetReader> {
  const plugin = await findPlugin(spec);
  const dataset = await plugin.create(spec.options, servicesFor(plugin, spec));
  const reader = await dataset.open();
  return spec.degrade ? degradedReader(reader, spec.degrade, spec.random.seed) : reader;
}

async function findPlugin({ module, name }: WorkerSpec): Promise<Plugin<'dataset'>> {
  let exported: object;
  try {
    exported = (await import(module)) as object;
  } catch (error) {
    throw new SaddleError('SADDLE_PLUGIN_LOAD', {
      problem: `The module of the data set '${name}' fails while a worker thread loads it: ${String(error)}`,
      at: { file: module },
      cause: error,
    });
  }
  const values = Object.values(exported).flatMap((value: unknown) =>
    Array.isArray(value) ? (value as unknown[]) : [value],
  );
  const found = values.filter(isPlugin).find((plugin) => plugin.kind === 'dataset' && plugin.name === name);
  if (found) return found as Plugin<'dataset'>;
  throw new SaddleError('SADDLE_PLUGIN_NOT_FOUND', {
    problem: `This module exports no data set called '${name}'.`,
    at: { file: module },
  });
}

function servicesFor(plugin: Plugin<'dataset'>, { run, random }: WorkerSpec): Record<string, unknown> {
  const available = new Map<symbol, unknown>([
    [tokens.run, run],
    [tokens.random, new HostRandom(random.seed, random.path)],
    [tokens.logger, makeLogger((level, scope, message) => send({ type: 'log', level, scope, message }))],
  ]);
  return Object.fromEntries(
    Object.entries(plugin.inject).map(([key, token]) => {
      if (available.has(token)) return [key, available.get(token)];
      throw new SaddleError('SADDLE_PLUGIN_CONTRACT', {
        problem: `The data set '${plugin.name}' injects ${String(token.description)}, which worker threads do not have.`,
        advice: "They have tokens.run, tokens.random and tokens.logger. Or let the data set say `reading: 'memory'`.",
      });
    }),
  );
}

/** The batch in arrays whose buffers can be handed over without taking anything else along. */
function detachable(batch: HostBatch): Record<string, Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>> {
  const own = <T extends Float32Array | Int32Array>(values: T) =>
    values.buffer instanceof ArrayBuffer && values.byteLength === values.buffer.byteLength ? values : values.slice();
  return Object.fromEntries(
    Object.entries(batch).map(([name, values]) => [name, own(values) as Float32Array<ArrayBuffer>]),
  );
}

async function answer(reader: DatasetReader, { id, indices, epoch }: ReadRequest): Promise<void> {
  try {
    const batch = detachable(await reader.read(indices, epoch));
    send({ type: 'batch', id, batch }, buffersOf([batch]));
  } catch (error) {
    send({ type: 'failed', id, error: packError(error) });
  }
}

try {
  const reader = await open(workerData as WorkerSpec);
  let last = Promise.resolve();
  let closing = false;
  const close = async () => {
    await reader.close?.();
    port.close();
  };
  port.on('message', (request: ReadRequest | typeof closeRequest) => {
    if (request === closeRequest) closing = true;
    last = last.then(() => {
      if (request === closeRequest) return close();
      return closing ? undefined : answer(reader, request);
    });
  });
  send({ type: 'opened', info: reader.info });
} catch (error) {
  send({ type: 'failed', error: packError(error) });
}
