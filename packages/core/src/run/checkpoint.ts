import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SaddleError } from '../errors/index.js';
import { asWriteError, flushFolder, writeDurably } from './files.js';
import { decodeSafetensors, encodeSafetensors, type HostTensor } from './safetensors.js';

/** Everything that a run needs to go on from an iteration. */
export interface Snapshot {
  readonly iteration: number;
  /** Every registered variable. */
  readonly tensors: ReadonlyMap<string, HostTensor>;
  /** Every registered host record and the loop's own counters, JSON-serializable. */
  readonly records: Readonly<Record<string, unknown>>;
}

interface Manifest {
  readonly format: 1;
  readonly iteration: number;
  readonly sha256: Readonly<Record<string, string>>;
}

const digest = (chunks: readonly Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
};

const json = (value: unknown) => [new TextEncoder().encode(`${JSON.stringify(value, undefined, 2)}\n`)];

const tensorsFile = 'state.safetensors';
const recordsFile = 'records.json';
const manifestFile = 'manifest.json';
const replacedPrefix = '.replaced-';

/** The checkpoints of one run, a folder each, named by the number of iterations done. */
export class CheckpointStore {
  constructor(readonly folder: string) {}

  pathOf(iteration: number): string {
    return join(this.folder, String(iteration).padStart(9, '0'));
  }

  /** Iterations that have a checkpoint, oldest first; whether they are intact shows when they are read. */
  list(): number[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder)
      .filter((name) => /^\d{9,}$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  }

  /**
   * Writes a checkpoint: into a temporary folder, flushed, the manifest of digests last, then renamed. A crash at any
   * moment leaves the earlier ones as they were.
   *
   * @throws SADDLE_RUN_WRITE
   */
  write({ iteration, tensors, records }: Snapshot): void {
    const target = this.pathOf(iteration);
    const temporary = join(this.folder, `.writing-${iteration}`);
    try {
      rmSync(temporary, { recursive: true, force: true });
      mkdirSync(temporary, { recursive: true });
      const files: Record<string, Uint8Array[]> = {
        [tensorsFile]: encodeSafetensors(tensors),
        [recordsFile]: json(records),
      };
      for (const [name, chunks] of Object.entries(files)) writeDurably(join(temporary, name), chunks);
      const sha256 = Object.fromEntries(Object.entries(files).map(([name, chunks]) => [name, digest(chunks)]));
      writeDurably(join(temporary, manifestFile), json({ format: 1, iteration, sha256 } satisfies Manifest));
      flushFolder(temporary);
      const replaced = join(this.folder, `${replacedPrefix}${basename(target)}`);
      if (existsSync(target)) renameSync(target, replaced);
      renameSync(temporary, target);
      flushFolder(this.folder);
      rmSync(replaced, { recursive: true, force: true });
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true });
      throw asWriteError(error, target);
    }
  }

  /** Reads one checkpoint. @throws SADDLE_CHECKPOINT_CORRUPT, naming the file */
  read(iteration: number): Snapshot {
    const folder = this.pathOf(iteration);
    const manifest = this.#manifest(folder);
    const load = (name: string): Uint8Array => {
      const path = join(folder, name);
      const bytes = existsSync(path) ? readFileSync(path) : undefined;
      if (!bytes || digest([bytes]) !== manifest.sha256[name]) {
        throw new SaddleError('SADDLE_CHECKPOINT_CORRUPT', {
          problem: `${path} is ${bytes ? 'altered or truncated: its SHA-256 is not the one in the manifest' : 'missing'}.`,
          advice: 'Use another checkpoint of the run, or delete this one.',
        });
      }
      return bytes;
    };
    return {
      iteration,
      tensors: decodeSafetensors(load(tensorsFile), join(folder, tensorsFile)),
      records: JSON.parse(new TextDecoder().decode(load(recordsFile))) as Record<string, unknown>,
    };
  }

  /**
   * The newest intact checkpoint, or undefined where there is none at all.
   *
   * @param damaged told of each newer one that had to be passed over
   * @throws SADDLE_CHECKPOINT_CORRUPT where there are some and none is intact
   */
  readNewest(damaged: (error: SaddleError) => void): Snapshot | undefined {
    let last: SaddleError | undefined;
    for (const iteration of this.list().reverse()) {
      try {
        return this.read(iteration);
      } catch (error) {
        if (!(error instanceof SaddleError)) throw error;
        last = error;
        damaged(error);
      }
    }
    if (last) throw last;
    return undefined;
  }

  /** Deletes all but the newest `keep` checkpoints, and what crashed writers left. */
  prune(keep: number): void {
    for (const iteration of this.list().slice(0, -keep)) this.#remove(this.pathOf(iteration));
    if (!existsSync(this.folder)) return;
    for (const name of readdirSync(this.folder)) {
      if (name.startsWith('.')) rmSync(join(this.folder, name), { recursive: true, force: true });
    }
  }

  /**
   * Puts back what a crash left half replaced: a folder cannot take another's place in one step. For whoever holds the
   * run's lock, before it reads.
   */
  recover(): void {
    if (!existsSync(this.folder)) return;
    for (const name of readdirSync(this.folder)) {
      if (!name.startsWith(replacedPrefix)) continue;
      const target = join(this.folder, name.slice(replacedPrefix.length));
      if (!existsSync(target)) renameSync(join(this.folder, name), target);
    }
  }

  /** Renamed first, so that a crash in between leaves no checkpoint that looks whole. */
  #remove(path: string): void {
    const doomed = join(this.folder, `.deleting-${process.pid}`);
    rmSync(doomed, { recursive: true, force: true });
    renameSync(path, doomed);
    rmSync(doomed, { recursive: true, force: true });
  }

  #manifest(folder: string): Manifest {
    const path = join(folder, manifestFile);
    try {
      const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
      const whole = manifest.format === 1 && typeof manifest.sha256[tensorsFile] === 'string';
      if (whole && manifest.iteration === Number(basename(folder))) return manifest;
    } catch {
      // Reported below, like a manifest of another form.
    }
    throw new SaddleError('SADDLE_CHECKPOINT_CORRUPT', {
      problem: `${path} is missing or not the manifest of this checkpoint.`,
      advice: 'Use another checkpoint of the run, or delete this one.',
    });
  }
}
