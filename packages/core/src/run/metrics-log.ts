import { closeSync, existsSync, fsyncSync, ftruncateSync, fstatSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { ProtocolFacts } from '../contracts/protocol.js';
import { SaddleError } from '../errors/index.js';
import { asWriteError } from './files.js';

/** One line of metrics.jsonl. */
export interface MetricsRecord {
  /** What kind of record: 'training' or 'evaluation'. */
  readonly kind: string;
  /** Iterations done. */
  readonly iteration: number;
  readonly [field: string]: unknown;
}

/** A line of metrics.jsonl or evaluations.jsonl that holds a measurement: figures never without their protocol. */
export interface EvaluationRecord extends MetricsRecord {
  readonly kind: 'evaluation';
  /** The metric's name in the run: the plugin's, numbered where it is used again. */
  readonly metric: string;
  readonly values: Readonly<Record<string, number>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly lowerIsBetter: Readonly<Record<string, boolean>>;
  readonly protocol: ProtocolFacts;
  readonly protocolHash: string;
}

/** metrics.jsonl: append-only while training; cut back to a checkpoint's length on resume. */
export class MetricsLog {
  readonly #file: number;
  #length: number;

  constructor(readonly path: string) {
    this.#file = openSync(path, existsSync(path) ? 'r+' : 'w+');
    this.#length = fstatSync(this.#file).size;
  }

  /** Bytes written; a checkpoint holds it. */
  get length(): number {
    return this.#length;
  }

  append(record: MetricsRecord): void {
    const line = new TextEncoder().encode(`${JSON.stringify(record)}\n`);
    try {
      for (let done = 0; done < line.length;) {
        done += writeSync(this.#file, line, done, line.length - done, this.#length + done);
      }
    } catch (error) {
      throw asWriteError(error, this.path);
    }
    this.#length += line.length;
  }

  /** Cuts the log back to what it was at a checkpoint. @throws SADDLE_RUN_CORRUPT where it is shorter */
  rewind(length: number): void {
    const size = fstatSync(this.#file).size;
    if (size < length) {
      throw new SaddleError('SADDLE_RUN_CORRUPT', {
        problem: `${this.path} has ${size} bytes; the checkpoint was written when it had ${length}.`,
        advice: 'The file was cut. Restore it, or start the run anew.',
      });
    }
    ftruncateSync(this.#file, length);
    this.#length = length;
  }

  flush(): void {
    fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** All records of a metrics.jsonl; a last line cut short by a crash is left out. */
export function readMetrics(path: string): MetricsRecord[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.slice(0, -1).map((line, i) => {
    try {
      return JSON.parse(line) as MetricsRecord;
    } catch (cause) {
      throw new SaddleError('SADDLE_RUN_CORRUPT', {
        problem: 'This line is not a JSON record.',
        at: { file: path, line: i + 1 },
        cause,
      });
    }
  });
}
