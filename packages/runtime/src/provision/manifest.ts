import { open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from './digest.js';

/** What is known about a cache entry; the file is written last, so an entry without it is half made. */
export interface Manifest {
  readonly format: 1;
  readonly tensorflowVersion: string;
  /** Where TensorFlow came from, e.g. 'tensorflow-cpu 2.21.0 from its wheel'. */
  readonly origin: string;
  readonly compiler: string;
  readonly files: Readonly<Record<string, FileRecord>>;
}

interface FileRecord {
  readonly sha256: string;
  readonly size: number;
  /** Modification and change time when the digest was last found right: as long as they stand, it need not be recomputed. */
  readonly seen: string;
}

const fileName = 'manifest.json';

async function look(path: string): Promise<{ size: number; seen: string }> {
  const { size, mtimeMs, ctimeMs } = await stat(path);
  return { size, seen: `${mtimeMs}/${ctimeMs}` };
}

async function save(directory: string, manifest: Manifest): Promise<void> {
  const path = join(directory, fileName);
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, `${JSON.stringify(manifest, null, 2)}\n`);
  await flush(temporary);
  await rename(temporary, path);
}

/** Makes a file's bytes durable, so that a power cut cannot leave a manifest whose files are empty. */
async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  await file.sync().finally(() => file.close());
}

/** Writes the manifest of a finished entry; `files` are relative to `directory`. */
export async function writeManifest(
  directory: string,
  files: readonly string[],
  about: Pick<Manifest, 'tensorflowVersion' | 'origin' | 'compiler'>,
): Promise<Manifest> {
  const records: Record<string, FileRecord> = {};
  for (const file of files) {
    const path = join(directory, file);
    await flush(path);
    records[file] = { sha256: await sha256(path), ...(await look(path)) };
  }
  const manifest: Manifest = { format: 1, ...about, files: records };
  await save(directory, manifest);
  return manifest;
}

/** An entry's state; `problem` says what is wrong with it. */
export type EntryState =
  | { readonly state: 'intact'; readonly manifest: Manifest }
  | { readonly state: 'missing' }
  | { readonly state: 'damaged'; readonly problem: string };

/**
 * Checks an entry against its manifest. A file's digest is recomputed when its size or times are not those of
 * the last check, or always with `thorough` (about 2 s for TensorFlow's library).
 */
export async function checkEntry(directory: string, thorough = false): Promise<EntryState> {
  let manifest: Manifest;
  try {
    manifest = JSON.parse(await readFile(join(directory, fileName), 'utf8')) as Manifest;
  } catch (error) {
    const none = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
    if (!none) return { state: 'damaged', problem: `${fileName} cannot be read` };
    const exists = await stat(directory).then(
      () => true,
      () => false,
    );
    return exists ? { state: 'damaged', problem: `${fileName} is missing` } : { state: 'missing' };
  }
  if (manifest.format !== 1 || typeof manifest.files !== 'object') {
    return { state: 'damaged', problem: `${fileName} has an unknown format` };
  }
  const files: Record<string, FileRecord> = { ...manifest.files };
  let changed = false;
  for (const [file, record] of Object.entries(manifest.files)) {
    const now = await look(join(directory, file)).catch(() => undefined);
    if (now === undefined) return { state: 'damaged', problem: `${file} is missing` };
    if (now.size !== record.size) {
      return { state: 'damaged', problem: `${file} has ${now.size} bytes instead of ${record.size}` };
    }
    if (now.seen === record.seen && !thorough) continue;
    const digest = await sha256(join(directory, file));
    if (digest !== record.sha256) {
      return {
        state: 'damaged',
        problem: `${file} has the digest ${digest.slice(0, 12)}… instead of ${record.sha256.slice(0, 12)}…`,
      };
    }
    files[file] = { ...record, ...now };
    changed = true;
  }
  // A cache that was copied or restored has new times: noted, so that the next check is quick. It may be read-only.
  if (changed) await save(directory, { ...manifest, files }).catch(() => undefined);
  return { state: 'intact', manifest };
}
