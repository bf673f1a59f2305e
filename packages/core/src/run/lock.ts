import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { SaddleError } from '../errors/index.js';
import { asWriteError } from './files.js';

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process started, so that a reused pid is not mistaken for it; undefined where /proc is missing. */
  readonly born: string | undefined;
}

/** Fields of /proc/<pid>/stat from the third on: the state first; undefined where there is no such process or file. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** Field 22: the process's start time in clock ticks since boot. */
const birthOf = (pid: number): string | undefined => statOf(pid)?.[19];

/** Ended, but its parent has not asked how: it writes nothing any more. */
const isZombie = (pid: number): boolean => statOf(pid)?.[0] === 'Z';

function isAlive({ pid, host, born }: Holder): boolean {
  if (host !== hostname()) return true; // Another machine's process cannot be asked.
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return !isZombie(pid) && (born === undefined || birthOf(pid) === born);
}

/** Makes the file with its content in one step: nobody finds it empty. @throws EEXIST where it is there */
function createWhole(path: string, content: string): void {
  const temporary = `${path}.${process.pid}.new`;
  writeFileSync(temporary, content);
  try {
    linkSync(temporary, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOENT') throw error;
    // File systems without hard links.
    writeFileSync(path, content, { flag: 'wx' });
  } finally {
    rmSync(temporary, { force: true });
  }
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
 * @throws SADDLE_RUN_LOCKED while another process holds it, SADDLE_RUN_WRITE
 */
export function lock(path: string): () => void {
  const me: Holder = { pid: process.pid, host: hostname(), born: birthOf(process.pid) };
  for (;;) {
    try {
      createWhole(path, JSON.stringify(me));
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw asWriteError(error, path);
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
