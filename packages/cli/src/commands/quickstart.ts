import { existsSync } from 'node:fs';
import { SaddleError } from '@saddle/core';
import type { Command } from 'commander';
import { fileURLToPath } from 'node:url';
import { interruptible } from '../run/signals.js';
import { conductStudy } from '../study/run.js';
import { outputOf, shared, wholeNumber, type OutputFlags } from './options.js';

/** The study that the quick start runs, in the repository. */
const file = fileURLToPath(new URL('../../../../experiments/quickstart.yaml', import.meta.url));

export function addQuickstartCommand(program: Command): void {
  program
    .command('quickstart')
    .description('a small study of three losses on a ring of Gaussians, with its report, in about two minutes')
    .option('-j, --jobs <n>', "runs at a time; the study's own number if not given", wholeNumber('--jobs', 1))
    .option('-o, --out <dir>', "the study's folder", 'studies/quickstart')
    .addOption(shared.quiet())
    .addOption(shared.json())
    .action(async ({ jobs, out, ...flags }: OutputFlags & { jobs?: number; out: string }) => {
      if (!existsSync(file)) {
        throw new SaddleError('SADDLE_CONFIG_NOT_FOUND', {
          problem: `The quick start runs the study ${file}, which is not there.`,
          advice: 'Run it in a clone of the repository.',
        });
      }
      const output = outputOf(flags);
      output.result(await interruptible((signal) => conductStudy(file, { jobs, out }, output, signal)));
    });
}
