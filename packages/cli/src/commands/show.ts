import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RunDirectory } from '@saddle/core';
import type { Command } from 'commander';
import { formatSeconds } from '../progress/terminal.js';
import { shared } from './options.js';

export function addShowCommand(program: Command): void {
  program
    .command('show <run>')
    .description('show what a run is and how it stands')
    .addOption(shared.json())
    .action((path: string, { json }: { json?: boolean }) => {
      const run = RunDirectory.open(path);
      const { info } = run;
      const checkpoints = run.checkpoints.list();
      const pictures = existsSync(run.samplesPath) ? readdirSync(run.samplesPath).sort() : [];
      if (json) {
        process.stdout.write(`${JSON.stringify({ run: run.path, ...info, checkpoints, pictures })}\n`);
        return;
      }
      const { environment } = info;
      const lines: [string, string][] = [
        ['run', run.path],
        ['status', info.error ? `${info.status}: ${info.error.code} ${info.error.problem}` : info.status],
        ['iterations', `${info.iteration} of ${info.iterations}, ${formatSeconds(info.seconds)}`],
        ['seed', String(info.seed)],
        ['config', `${run.configPath} (${info.configHash.slice(0, 12)})`],
        [
          'backend',
          ['backend', 'tensorflowVersion', 'compile'].map((name) => environment[name] as string | null).join(' '),
        ],
        ...Object.entries(info.networks).map(([name, { parameters }]): [string, string] => [
          name,
          `${parameters.toLocaleString('en')} parameters`,
        ]),
        ...Object.entries(info.metrics ?? {}).map(([name, value]): [string, string] => [name, value.toPrecision(5)]),
        ['checkpoints', checkpoints.join(', ') || 'none'],
        ['pictures', pictures.length > 0 ? join(run.samplesPath, pictures.at(-1)!) : 'none'],
      ];
      for (const [name, value] of lines) process.stdout.write(`${name.padEnd(26)} ${value}\n`);
    });
}
