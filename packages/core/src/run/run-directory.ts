import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SaddleError } from '../errors/index.js';
import { CheckpointStore } from './checkpoint.js';
import { asWriteError, replaceFile } from './files.js';
import { lock } from './lock.js';

export type RunStatus = 'running' | 'finished' | 'interrupted' | 'failed';

/** run.json: what the run is, on what it ran, and how it stands. */
export interface RunInfo {
  readonly format: 1;
  readonly name: string;
  /** Where relative paths in config.yaml start, from the run directory. */
  readonly baseDirectory: string;
  /** Hash of the resolved config: with the seed and the versions, the run's identity. */
  readonly configHash: string;
  readonly seed: number;
  /** Digest of the data: a run goes on with the data it began with. */
  readonly dataDigest: string;
  readonly status: RunStatus;
  /** Iterations done when this was written. */
  readonly iteration: number;
  readonly iterations: number;
  readonly created: string;
  readonly updated: string;
  /** Wall-clock seconds of training, over all sessions. */
  readonly seconds: number;
  /** Versions, machine, backend, compile mode. */
  readonly environment: Readonly<Record<string, unknown>>;
  readonly networks: Readonly<Record<string, { readonly parameters: number }>>;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly error?: { readonly code: string; readonly problem: string };
}

/** The folder of one run: the only place where a run's truth stands. */
export class RunDirectory {
  readonly path: string;
  readonly checkpoints: CheckpointStore;

  constructor(path: string) {
    this.path = resolve(path);
    this.checkpoints = new CheckpointStore(join(this.path, 'checkpoints'));
  }

  /** Opens an existing run. @throws SADDLE_RUN_NOT_FOUND */
  static open(path: string): RunDirectory {
    const run = new RunDirectory(path);
    if (!existsSync(run.infoPath)) {
      throw new SaddleError('SADDLE_RUN_NOT_FOUND', {
        problem: `${run.path} is no run directory: it has no run.json.`,
        advice: '`saddle ls` lists the runs.',
      });
    }
    return run;
  }

  get infoPath(): string {
    return join(this.path, 'run.json');
  }
  get configPath(): string {
    return join(this.path, 'config.yaml');
  }
  get metricsPath(): string {
    return join(this.path, 'metrics.jsonl');
  }
  get samplesPath(): string {
    return join(this.path, 'samples');
  }
  get logPath(): string {
    return join(this.path, 'log.txt');
  }

  /** True where nothing is, or what a run leaves that ended before its run.json was written. */
  get isVacant(): boolean {
    if (!existsSync(this.path)) return true;
    const names = readdirSync(this.path);
    const abandoned = names.includes('run.lock') ? /^(run\.lock|log\.txt|config\.yaml|run\.json\.)/ : /^log\.txt$/;
    return names.every((name) => abandoned.test(name));
  }

  create(): void {
    try {
      mkdirSync(this.path, { recursive: true });
    } catch (error) {
      throw asWriteError(error, this.path);
    }
  }

  /** Only one process writes a run. @throws SADDLE_RUN_LOCKED */
  lock(): () => void {
    return lock(join(this.path, 'run.lock'));
  }

  get info(): RunInfo {
    try {
      return JSON.parse(readFileSync(this.infoPath, 'utf8')) as RunInfo;
    } catch (cause) {
      throw new SaddleError('SADDLE_RUN_CORRUPT', { problem: `${this.infoPath} is not readable as JSON.`, cause });
    }
  }

  set info(info: RunInfo) {
    replaceFile(this.infoPath, `${JSON.stringify({ ...info, updated: new Date().toISOString() }, undefined, 2)}\n`);
  }

  log(line: string): void {
    try {
      appendFileSync(this.logPath, `${new Date().toISOString()} ${line}\n`);
    } catch (error) {
      throw asWriteError(error, this.logPath);
    }
  }
}
