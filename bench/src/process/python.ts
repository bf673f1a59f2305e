import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchFolder, requirements } from '../workloads.js';

const isWindows = process.platform === 'win32';

const inVenv = (folder: string) => (isWindows ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python'));

/** Outside the repository: PyTorch and TensorFlow take 2.4 GB. */
function cacheFolder(): string {
  const { XDG_CACHE_HOME } = process.env;
  const root = XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(homedir(), '.cache');
  return join(root, 'saddle', 'bench');
}

function check(command: string, args: readonly string[], advice: string): void {
  // Its output goes to stderr: stdout belongs to the record.
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 'inherit'] });
  if (status === 0) return;
  throw new Error(`\`${[command, ...args].join(' ')}\` failed${error ? `: ${error.message}` : ''}. ${advice}`);
}

/**
 * The interpreter of a virtual environment with the pinned versions; made at the first time.
 *
 * @param say is told what takes time
 */
export function providePython(say: (line: string) => void): string {
  const pinned = requirements();
  const folder = join(cacheFolder(), `python-${createHash('sha256').update(pinned).digest('hex').slice(0, 12)}`);
  const python = inVenv(folder);
  // Written last: a folder without it was left half made.
  const finished = join(folder, 'finished');
  if (existsSync(finished)) return python;
  say(`Making a Python environment in ${folder}: ${pinned.trim().split('\n').join(', ')}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const advice =
    'Python 3.10 to 3.13 with venv and pip is needed; or name an interpreter that has them: --python <file>.';
  check(isWindows ? 'python' : 'python3', ['-m', 'venv', folder], advice);
  const list = fileURLToPath(new URL('python/requirements.txt', benchFolder));
  check(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', list], advice);
  writeFileSync(finished, '');
  return python;
}
