import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Folders are named by machine and process, so that those of processes that ended are known. */
const prefix = `saddle-compile-${hostname().replaceAll(/[^A-Za-z0-9]/g, '_')}-`;

/** Gives `work` a folder of its own and removes it afterwards. */
export function withTemporaryFolder<T>(work: (folder: string) => T, root = tmpdir()): T {
  const folder = mkdtempSync(join(root, `${prefix}${process.pid}-`));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not allowed to signal it: it runs, as someone else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Removes the folders of processes of this machine that ended without doing so. Returns how many. */
export function sweepTemporaryFolders(root = tmpdir()): number {
  const left = readdirSync(root).filter((name) => {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number.NaN;
    return pid > 0 && pid !== process.pid && !isRunning(pid);
  });
  for (const name of left) rmSync(join(root, name), { recursive: true, force: true });
  return left.length;
}
