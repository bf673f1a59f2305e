import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Side } from '../record.js';
import { benchFolder } from '../workloads.js';
import { WorkerProcess } from './worker-process.js';

export interface Workplace {
  readonly python: string;
  readonly threads: number;
  /** Temporary: fixtures, and compilers' caches, so that the first call of each process compiles. */
  readonly folder: string;
}

const threadSettings = (threads: number): NodeJS.ProcessEnv => ({
  OMP_NUM_THREADS: String(threads),
  TF_NUM_INTRAOP_THREADS: String(threads),
  TF_NUM_INTEROP_THREADS: String(threads),
});

let started = 0;

/** A worker of one side with caches of its own. @param more of its environment */
export function startWorker(
  side: Side,
  { python, threads, folder }: Workplace,
  more: NodeJS.ProcessEnv = {},
): WorkerProcess {
  const caches = join(folder, `caches-${started++}`);
  if (side === 'saddle') {
    const script = fileURLToPath(new URL('dist/saddle/worker.js', benchFolder));
    return new WorkerProcess(process.execPath, [script], {
      ...threadSettings(threads),
      ...more,
      XDG_CACHE_HOME: caches,
    });
  }
  const script = fileURLToPath(new URL(`python/${side}_worker.py`, benchFolder));
  return new WorkerProcess(python, ['-u', script], {
    ...threadSettings(threads),
    ...more,
    TORCHINDUCTOR_CACHE_DIR: caches,
    PYTHONDONTWRITEBYTECODE: '1',
  });
}

/** A whole `saddle run`, to be let go block by block. */
export function startRun(args: readonly string[], { threads, folder }: Workplace): WorkerProcess {
  const script = fileURLToPath(new URL('dist/saddle/run-worker.js', benchFolder));
  const environment = { ...threadSettings(threads), XDG_CACHE_HOME: join(folder, `caches-${started++}`) };
  return new WorkerProcess(process.execPath, [script, ...args], environment);
}
