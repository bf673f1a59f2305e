import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/installed-plugins.js';

export interface TinyStudy {
  readonly variants?: string;
  readonly seeds?: string;
  readonly iterations?: number;
  readonly jobs?: number;
  readonly more?: string;
}

/** Writes the file of a study whose runs take little but the start of their processes. */
export function writeStudy(path: string, options: TinyStudy = {}): string {
  const { seeds = '2', iterations = 60, jobs = 2, more = '' } = options;
  const { variants = '[{ name: non-saturating }, { name: minimax, set: { loss: { use: minimax } } }]' } = options;
  writeFileSync(
    path,
    `question: Does any of these learn a thing in ${iterations} iterations?
base: ${JSON.stringify(join(root, 'configs/tiny/ring.yaml'))}
set:
  runtime: { backend: cpu, compile: off }
  logging.every: 10
  sampling: { every: 1000, animation: false, count: 16 }
  checkpoints: { every: 10, keep: 2 }
  metrics: [{ use: mixture, samples: 200 }]
variants: ${variants}
seeds: ${seeds}
budget: { iterations: ${iterations} }
metric: { use: mixture, value: reverseKl, direction: lower }
baseline: non-saturating
jobs: ${jobs}
${more}`,
  );
  return path;
}

interface Report {
  readonly runs: readonly Readonly<Record<string, unknown>>[];
  readonly audit: { readonly checks: readonly { readonly quantity: string }[] };
  readonly [key: string]: unknown;
}

/** report.json without what are times. */
export function timeless(study: string): unknown {
  const { created: _, runs, audit, ...rest } = JSON.parse(readFileSync(join(study, 'report.json'), 'utf8')) as Report;
  return {
    ...rest,
    runs: runs.map(({ seconds: _seconds, ...run }) => run),
    audit: { ...audit, checks: audit.checks.filter(({ quantity }) => !quantity.startsWith('Time')) },
  };
}

/** Processes that `pid` started and that are still there. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => {
      try {
        const stat = readFileSync(`/proc/${child}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === pid;
      } catch {
        return false;
      }
    });
}

/** SIGKILL for a study's process and those of its runs, at once. */
export function killAll(pid: number): void {
  for (const one of [pid, ...childrenOf(pid)]) {
    try {
      process.kill(one, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

/** Iterations that have a checkpoint, over all runs of a study. */
export function checkpointsIn(study: string): number {
  const runs = join(study, 'runs');
  if (!existsSync(runs)) return 0;
  const folders = readdirSync(runs).map((id) => join(runs, id, 'checkpoints'));
  return folders.filter(existsSync).reduce((sum, folder) => {
    const newest = readdirSync(folder)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
    return sum + Math.max(0, ...newest);
  }, 0);
}

export const recordOf = (study: string) =>
  JSON.parse(readFileSync(join(study, 'study.json'), 'utf8')) as {
    status: string;
    runs: { id: string; status: string; attempts: number; failure?: { code?: string; message: string } }[];
  };
