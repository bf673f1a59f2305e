import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, startOfProcess } from './liveness.js';

interface Holder {
  readonly pid: number;
  /** When the process started, so that a reused process id is not taken for it. */
  readonly started: string | undefined;
  readonly host: string;
  readonly token: string;
}

/** The holder touches its lock this often; an untouched lock is given up by the others. */
const heartbeat = 5_000;
const abandonedAfter = 60_000;

export interface LockOptions {
  /** Called once when another process holds the lock. */
  readonly onWait?: (holder: { readonly pid: number; readonly host: string }) => void;
  /** Milliseconds between attempts. */
  readonly poll?: number;
}

async function readHolder(
  path: string,
): Promise<{ text: string; holder: Holder | undefined; age: number } | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    let holder: Holder | undefined;
    try {
      holder = JSON.parse(text) as Holder;
    } catch {
      // Created but not written yet, or its writer died in between: judged by its age alone.
    }
    return { text, holder, age: Date.now() - mtimeMs };
  } catch {
    return undefined;
  }
}

const isStale = (holder: Holder | undefined, age: number): boolean =>
  age > abandonedAfter || (holder !== undefined && holder.host === hostname() && !isAlive(holder.pid, holder.started));

/**
 * Runs `work` while no other process holds the lock file. A lock whose process is gone is taken over.
 *
 * Two processes may, in a narrow race, take over the same stale lock. So a lock only saves work that would be
 * done twice; what it guards must itself be safe, by building aside and renaming.
 */
export async function withLock<T>(path: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  const holder: Holder = {
    pid: process.pid,
    started: startOfProcess(process.pid),
    host: hostname(),
    token: randomUUID(),
  };
  await mkdir(dirname(path), { recursive: true });
  let waited = false;
  for (;;) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(JSON.stringify(holder)).finally(() => file.close());
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const current = await readHolder(path);
    if (current === undefined) continue;
    if (isStale(current.holder, current.age)) {
      // Renamed before it is deleted, so that of several processes only one removes this very file.
      const aside = `${path}.${holder.token}`;
      await rename(path, aside).catch(() => undefined);
      await rm(aside, { force: true });
      continue;
    }
    if (!waited && current.holder !== undefined) {
      waited = true;
      options.onWait?.(current.holder);
    }
    await sleep(options.poll ?? 200);
  }
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), heartbeat);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if ((await readHolder(path))?.holder?.token === holder.token) await rm(path, { force: true });
  }
}
