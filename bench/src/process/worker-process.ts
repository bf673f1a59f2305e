import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Request } from './answer.js';

/** What a worker said instead of an answer, or what is known of its end. */
export class WorkerError extends Error {}

/** A child process that answers requests, one at a time, and otherwise waits. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #reader: Interface;
  #complaints = '';

  constructor(command: string, args: readonly string[], environment: NodeJS.ProcessEnv) {
    this.#child = spawn(command, args, {
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    this.#child.on('error', (error) => (this.#complaints += error.message));
    // A child that died is noticed when its answer is read.
    this.#child.stdin!.on('error', () => undefined);
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-4000);
    });
    this.#reader = createInterface({ input: this.#child.stdio[3] as Readable });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /** The next answer. @throws WorkerError */
  async answer<T>(): Promise<T> {
    const { value, done } = await this.#lines.next();
    if (done === true) {
      const last = this.#complaints.trim().split('\n').slice(-5).join('\n');
      throw new WorkerError(`The process ended (${this.#child.signalCode ?? this.#child.exitCode}). ${last}`);
    }
    const message = JSON.parse(value) as { value?: T; error?: string };
    if (message.error !== undefined) throw new WorkerError(message.error);
    return message.value as T;
  }

  send(line: string): void {
    this.#child.stdin!.write(`${line}\n`);
  }

  ask<T>(request: Request): Promise<T> {
    this.send(JSON.stringify(request));
    return this.answer<T>();
  }

  /** Ends the process and waits for it. */
  async close(): Promise<void> {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.stdin!.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(timer);
    this.#reader.close();
  }
}
