import { homedir } from 'node:os';
import path from 'node:path';

/**
 * The folder that downloaded data sets lie in: `SADDLE_DATA`, else `saddle/data` in the user's data folder
 * (`XDG_DATA_HOME`, which is ~/.local/share if not set: XDG Base Directory Specification 0.8).
 */
export function dataHome(env: NodeJS.ProcessEnv = process.env): string {
  if (env['SADDLE_DATA']) return path.resolve(env['SADDLE_DATA']);
  const shared = env['XDG_DATA_HOME'];
  // The specification has relative paths ignored.
  const base = shared && path.isAbsolute(shared) ? shared : path.join(homedir(), '.local', 'share');
  return path.join(base, 'saddle', 'data');
}

/** The folder of what can be made again: `saddle` in the user's cache folder (`XDG_CACHE_HOME`, ~/.cache if not set). */
export function cacheHome(env: NodeJS.ProcessEnv = process.env): string {
  const shared = env['XDG_CACHE_HOME'];
  return path.join(shared && path.isAbsolute(shared) ? shared : path.join(homedir(), '.cache'), 'saddle');
}
