import type { Command } from 'commander';
import { interruptible } from '../run/signals.js';
import { conductStudy, planStudy } from '../study/run.js';
import { outputOf, shared, wholeNumber, type OutputFlags } from './options.js';

interface StudyRunFlags extends OutputFlags {
  readonly jobs?: number;
  readonly out?: string;
  readonly dryRun?: boolean;
}

const description = `
Trains every variant of the study with every seed, each run in a process of its own, and writes report.html beside
them. Give the same command again after any interruption: finished runs are kept, others go on from their checkpoints.
A run is the same run while its resolved config, its seed and the versions of the code are the same.`;

export function addStudyCommand(program: Command): void {
  const study = program.command('study').description('variants times seeds, compared');
  study
    .command('run <experiment>')
    .description('run a study of experiments/, or go on with it, and write its report')
    .option('-j, --jobs <n>', "runs at a time; the study's own number if not given", wholeNumber('--jobs', 1))
    .option('--dry-run', 'say what would run and, from a few measured iterations, what it would take')
    .option('-o, --out <dir>', "the study's folder; studies/<name> if not given")
    .addOption(shared.quiet())
    .addOption(shared.json())
    .addHelpText('after', description)
    .action(async (file: string, { dryRun, jobs, out, ...flags }: StudyRunFlags) => {
      const output = outputOf(flags);
      const work = dryRun ? planStudy : conductStudy;
      output.result(await interruptible<object>((signal) => work(file, { jobs, out }, output, signal)));
    });
}
