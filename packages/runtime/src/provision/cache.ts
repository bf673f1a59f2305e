import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { isAlive, startOfProcess } from './liveness.js';

/** Where native TensorFlow is kept: outside node_modules, so that `npm ci` does not throw it away. */
export function cacheRoot(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = environment;
  // The XDG specification: a relative path is to be ignored.
  if (XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME)) return join(XDG_CACHE_HOME, 'saddle', 'native');
  if (process.platform === 'win32' && LOCALAPPDATA) return join(LOCALAPPDATA, 'saddle', 'native');
  return join(homedir(), '.cache', 'saddle', 'native');
}

const stagingPrefix = '.making-';

/** A fresh folder on the cache's file system, named after this process so that others can tell when it is left over. */
export async function makeStaging(root: string): Promise<string> {
  const name = [process.pid, startOfProcess(process.pid) ?? '', Math.random().toString(36).slice(2, 10)].join('_');
  const path = join(root, `${stagingPrefix}${name}`);
  await mkdir(path, { recursive: true });
  return path;
}

/** Removes what interrupted setups left behind. */
export async function removeLeftovers(root: string): Promise<void> {
  for (const name of await readdir(root).catch(() => [])) {
    if (!name.startsWith(stagingPrefix)) continue;
    const [pid, started] = name.slice(stagingPrefix.length).split('_');
    if (!isAlive(Number(pid), started || undefined)) await rm(join(root, name), { recursive: true, force: true });
  }
}

/** Moves a finished folder to its place, taking what stood there away first. */
export async function moveIntoPlace(root: string, finished: string, place: string): Promise<void> {
  const old = join(await makeStaging(root), 'old');
  await rename(place, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(finished, place).catch((error: NodeJS.ErrnoException) => {
    // Another process finished the same entry in between; the caller checks whatever stands there.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  await rm(join(old, '..'), { recursive: true, force: true });
}
