import type { DatasetInfo, HostBatch } from '../contracts/dataset.js';
import { isSaddleError, SaddleError, type ErrorCode, type SourcePosition } from '../errors/index.js';
import type { LogLevel } from '../services/logger.js';
import type { Degradation } from './degrade/degradation.js';
import type { RunFacts } from '../services/tokens.js';

/** What a worker thread needs to make a data set of its own. */
export interface WorkerSpec {
  /** URL of the JavaScript module that exports the plugin (`file:///…/dist/index.js`). */
  readonly module: string;
  /** The plugin's name. */
  readonly name: string;
  /** Its validated options; sent by structured clone. */
  readonly options: unknown;
  /** What happens to its pictures to make their sources. */
  readonly degrade?: Degradation | undefined;
  /** What `tokens.run` gives. */
  readonly run: RunFacts;
  /** What `tokens.random` gives: a HostRandom of this seed and path. */
  readonly random: { readonly seed: number; readonly path: string };
}

export interface ReadRequest {
  readonly id: number;
  readonly indices: Uint32Array;
  readonly epoch: number;
  /** Memory of batches that are used up, for the worker's garbage collector. */
  readonly released: readonly ArrayBuffer[];
}

/** The memory of batches, each buffer once. */
export const buffersOf = (batches: readonly HostBatch[]): ArrayBuffer[] => [
  ...new Set(batches.flatMap((batch) => Object.values(batch).map(({ buffer }) => buffer as ArrayBuffer))),
];

/** Close the reader and end, without answering what waits. */
export const closeRequest = 'close';

export type WorkerReply =
  | { readonly type: 'opened'; readonly info: DatasetInfo }
  | { readonly type: 'batch'; readonly id: number; readonly batch: HostBatch }
  /** Without `id`: opening failed. */
  | { readonly type: 'failed'; readonly id?: number; readonly error: PackedError }
  | { readonly type: 'log'; readonly level: LogLevel; readonly scope: string; readonly message: string };

/** An error in a form that survives structured cloning with its code. */
export type PackedError =
  | {
      readonly code: ErrorCode;
      readonly problem: string;
      readonly at: SourcePosition | undefined;
      readonly advice: string | undefined;
      readonly cause: string | undefined;
      readonly issues: readonly PackedError[];
    }
  | { readonly message: string; readonly stack: string | undefined };

export function packError(error: unknown): PackedError {
  if (isSaddleError(error)) {
    const { code, problem, at, advice, cause, issues } = error;
    const reason = cause === undefined ? undefined : describe(cause);
    return { code, problem, at, advice, cause: reason, issues: issues.map(packError) };
  }
  return { message: describe(error), stack: error instanceof Error ? error.stack : undefined };
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export function unpackError(packed: PackedError): Error {
  if ('code' in packed) {
    const { code, problem, at, advice, cause, issues } = packed;
    return new SaddleError(code, {
      problem,
      ...(at && { at }),
      ...(advice !== undefined && { advice }),
      ...(cause !== undefined && { cause: new Error(cause) }),
      issues: issues.map(unpackError).filter(isSaddleError),
    });
  }
  const error = new Error(packed.message);
  if (packed.stack !== undefined) error.stack = packed.stack;
  return error;
}
