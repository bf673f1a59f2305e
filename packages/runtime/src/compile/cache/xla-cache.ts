import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describeCpu, type CpuDescription } from '../../backend/cpu.js';
import { cacheRoot } from '../../provision/cache.js';
import { dropDamagedPrograms } from './integrity.js';

export interface XlaCacheOptions {
  /** Where the folders of all machines and versions are; beside the provisioned TensorFlow unless given. */
  readonly root?: string;
  /** How much all of them may hold; 512 MB unless given. A program of a DCGAN step takes about 2 MB. */
  readonly limitBytes?: number;
  readonly cpu?: CpuDescription;
}

/**
 * The folder in which XLA keeps what it compiled, for the next process: created, rid of damaged programs, and pruned
 * to the limit. Programs
 * are machine code, so each kind of processor and each TensorFlow has a folder of its own, even on a shared disk.
 *
 * Hand it to `loadBackend({ xlaCacheDirectory })`: TensorFlow reads it while its library loads.
 */
export function prepareXlaCache({
  root = join(dirname(cacheRoot()), 'xla'),
  limitBytes = 512e6,
  cpu = describeCpu(),
}: XlaCacheOptions = {}): string {
  const { architecture, model, features } = cpu;
  const key = createHash('sha256').update(JSON.stringify([architecture, model, features, libraryIdentity()]));
  const folder = join(root, key.digest('hex').slice(0, 16));
  mkdirSync(folder, { recursive: true });
  dropDamagedPrograms(folder);
  prune(root, limitBytes);
  return folder;
}

/** Tells one TensorFlow library from another without loading or reading 800 MB of it. */
function libraryIdentity(): readonly (string | number)[] {
  try {
    const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-node/package.json');
    const library = join(dirname(manifest), 'deps', 'lib', 'libtensorflow_cc.so.2');
    return [statSync(library).size];
  } catch {
    return [];
  }
}

/** Removes what was used longest ago until the rest fits. Another process may do the same at the same time. */
function prune(root: string, limitBytes: number): void {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    const path = join(entry.parentPath, entry.name);
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat ? [{ path, size: stat.size, used: Math.max(stat.atimeMs, stat.mtimeMs) }] : [];
  });
  let total = files.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size } of files.sort((a, b) => a.used - b.used)) {
    if (total <= limitBytes) return;
    rmSync(path, { force: true });
    total -= size;
  }
}
