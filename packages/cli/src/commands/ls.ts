import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isSaddleError, RunDirectory, type RunInfo } from '@saddle/core';
import type { Command } from 'commander';
import { formatSeconds } from '../progress/terminal.js';
import { shared } from './options.js';

interface FoundRun {
  readonly path: string;
  /** Undefined where run.json cannot be read. */
  readonly info: RunInfo | undefined;
}

function standingOf(run: RunDirectory): RunInfo | undefined {
  try {
    return run.info;
  } catch (error) {
    if (isSaddleError(error) && error.code === 'SADDLE_RUN_CORRUPT') return undefined;
    throw error;
  }
}

/** Run directories in a folder, however deep, newest first. */
export function findRuns(folder: string): FoundRun[] {
  if (!existsSync(folder)) return [];
  const here = new RunDirectory(folder);
  if (existsSync(here.infoPath)) return [{ path: here.path, info: standingOf(here) }];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .flatMap((entry) => findRuns(join(folder, entry.name)))
    .sort((a, b) => (b.info?.created ?? '').localeCompare(a.info?.created ?? ''));
}

export function addLsCommand(program: Command): void {
  program
    .command('ls [folder]')
    .description('list the runs in a folder (runs/ if not given)')
    .addOption(shared.json())
    .action((folder: string | undefined, { json }: { json?: boolean }) => {
      const runs = findRuns(folder ?? 'runs');
      if (json) {
        const rows = runs.map(({ path, info }) => ({ run: path, ...(info ?? { status: 'unreadable' }) }));
        process.stdout.write(`${JSON.stringify(rows)}\n`);
        return;
      }
      if (runs.length === 0) process.stdout.write(`No runs in ${folder ?? 'runs'}.\n`);
      for (const { path, info } of runs) {
        if (!info) {
          process.stdout.write(`unreadable: ${relative('.', new RunDirectory(path).infoPath)}\n`);
          continue;
        }
        const progress = `${info.iteration}/${info.iterations}`;
        const columns = [info.status.padEnd(11), progress.padStart(15), formatSeconds(info.seconds).padStart(9)];
        process.stdout.write(`${columns.join(' ')}  seed ${info.seed}  ${relative('.', path) || '.'}\n`);
      }
    });
}
