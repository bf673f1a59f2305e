import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { SaddleError } from '../errors/index.js';

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process started, so that a reused pid is not mistaken for it; undefined where /proc is missing. */
  readonly born: string | undefined;
}

/** Field 22 of /proc/<pid>/stat: the process's start time in clock ticks since boot. */
function birthOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function isAlive({ pid, host, born }: Holder): boolean {
  if (host !== hostname()) return true; // Another machine's process cannot be asked.
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return born === undefined || birthOf(pid) === born;
}

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return undefined; // Gone, or cut short by a crash: nobody's.
  }
}

/**
 * Takes a lock file for this process; a dead process's is taken over.
 *
 * @returns a function that gives it back
 * @throws SADDLE_RUN_LOCKED while another process holds it
 */
export function lock(path: string): () => void {
  const me: Holder = { pid: process.pid, host: hostname(), born: birthOf(process.pid) };
  for (;;) {
    try {
      writeFileSync(path, JSON.stringify(me), { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readHolder(path);
    if (holder && isAlive(holder)) {
      throw new SaddleError('SADDLE_RUN_LOCKED', {
        problem: `Process ${holder.pid} on ${holder.host} is writing this run (${path}).`,
        advice: `Wait for it or stop it. If that machine is gone for good, delete ${path}.`,
      });
    }
    // Of several processes that find a dead one's lock, one succeeds in moving it away.
    const aside = `${path}.${process.pid}.stale`;
    try {
      renameSync(path, aside);
    } catch {
      continue;
    }
    const moved = readHolder(aside);
    if (moved && isAlive(moved)) renameSync(aside, path);
    else rmSync(aside, { force: true });
  }
}
