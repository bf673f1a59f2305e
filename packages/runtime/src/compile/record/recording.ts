import { SaddleError, type ErrorCode } from '@saddle/core';
import type { Edge, GraphNode } from '../graph/graph.js';
import { sourceLine } from './source-lines.js';

/** What one trace has seen so far: which native tensor is which output of which op. */
export class Recording {
  readonly nodes: GraphNode[] = [];
  readonly #edges = new Map<number, Edge>();
  #origin: Error | undefined;
  #failure: SaddleError | undefined;

  constructor(
    /** The step's name, for messages. */
    readonly step: string,
  ) {}

  /** Notes that native tensor `ids[i]` is output i of the node. */
  add(node: GraphNode, ids: readonly number[]): void {
    this.nodes.push(node);
    ids.forEach((id, index) => this.#edges.set(id, { node, index }));
  }

  edgeOf(id: number): Edge | undefined {
    return this.#edges.get(id);
  }

  /** The op that `work` records is laid to the line that `origin` leads to. */
  during<T>(origin: Error | undefined, work: () => T): T {
    this.#origin = origin;
    try {
      return work();
    } finally {
      this.#origin = undefined;
    }
  }

  /** Leads to the line of code that is to blame for the op that is recorded now. */
  origin(): Error {
    return this.#origin ?? new Error();
  }

  /** An error at the line of code that runs now, or that `origin` leads to. */
  error(code: ErrorCode, problem: string, advice: string, origin = new Error()): SaddleError {
    const at = sourceLine(origin);
    return new SaddleError(code, { problem: `Step '${this.step}': ${problem}`, ...(at && { at }), advice });
  }

  /** Remembers an error that the trace throws at its end. The first one counts. */
  note(...details: Parameters<Recording['error']>): SaddleError {
    this.#failure ??= this.error(...details);
    return this.#failure;
  }

  /** Throws, and remembers the error, so that code that catches it cannot hide it. */
  fail(...details: Parameters<Recording['error']>): never {
    throw this.note(...details);
  }

  throwIfFailed(): void {
    if (this.#failure) throw this.#failure;
  }
}

/** A check that watches a trace: puts hooks in place and returns what removes them. */
export type Guard = (recording: Recording) => () => void;
