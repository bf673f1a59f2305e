import { RunDirectory } from '@saddle/core';
import type { Command } from 'commander';
import { loadRunConfig } from '../run/load.js';
import { concerning } from '../run/run-failure.js';
import { interruptible } from '../run/signals.js';
import { trainRun } from '../run/train.js';
import { outputOf, shared, type OutputFlags } from './options.js';

export function addResumeCommand(program: Command): void {
  program
    .command('resume <run>')
    .description('continue a run from its newest intact checkpoint, bit for bit')
    .addOption(shared.quiet())
    .addOption(shared.json())
    .action(async (path: string, flags: OutputFlags) => {
      const output = outputOf(flags);
      const run = RunDirectory.open(path);
      const { info } = run;
      if (info.status === 'finished') {
        output.line(`${run.path} is finished.`);
        output.result({ run: run.path, status: info.status, step: info.iteration, metrics: info.metrics ?? {} });
        return;
      }
      const result = await concerning(run, async () => {
        const loaded = await loadRunConfig(run);
        return interruptible((signal) => trainRun({ ...loaded, run, resume: true, output, signal }));
      });
      output.line(`Finished: pictures in ${run.samplesPath}, numbers in ${run.metricsPath}`);
      output.result(result);
    });
}
