import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { configHash, type ResolvedConfig } from '@saddle/config';
import { RunDirectory } from '@saddle/core';
import type { Command } from 'commander';
import { loadExperimentConfig } from '../run/load.js';
import { refuseExisting } from '../run/refuse-existing.js';
import { concerning } from '../run/run-failure.js';
import { interruptible } from '../run/signals.js';
import { trainRun } from '../run/train.js';
import { outputOf, shared, type OutputFlags } from './options.js';

interface RunFlags extends OutputFlags {
  readonly set: readonly string[];
  readonly out?: string;
  readonly overwrite?: boolean;
}

/** `runs/<name>-<short hash>` below the current folder, unless `--out` says otherwise. */
const defaultPath = (config: ResolvedConfig): string =>
  resolve('runs', `${config.name}-${configHash(config).slice(0, 8)}`);

export function prepareRun(
  config: ResolvedConfig,
  { out, overwrite }: Pick<RunFlags, 'out' | 'overwrite'>,
): RunDirectory {
  const run = new RunDirectory(out ?? defaultPath(config));
  if (overwrite && existsSync(run.infoPath)) {
    const unlock = run.lock();
    rmSync(run.path, { recursive: true });
    unlock();
  }
  refuseExisting(run);
  return run;
}

export function addRunCommand(program: Command): void {
  program
    .command('run <config>')
    .description('train the experiment that a YAML file describes')
    .addOption(shared.set())
    .option('-o, --out <dir>', 'the run directory; runs/<name>-<hash> if not given')
    .option('--overwrite', 'start anew where the run directory exists')
    .addOption(shared.quiet())
    .addOption(shared.json())
    .action(async (file: string, flags: RunFlags) => {
      const output = outputOf(flags);
      const { config, registry } = await loadExperimentConfig(file, { overrides: flags.set });
      const run = prepareRun(config, flags);
      const result = await concerning(run, () =>
        interruptible((signal) => trainRun({ config, registry, run, resume: false, output, signal })),
      );
      output.line(`Finished: pictures in ${run.samplesPath}, numbers in ${run.metricsPath}`);
      output.result(result);
    });
}
