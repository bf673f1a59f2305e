import { setup } from '@saddle/runtime/provision';
import type { Command } from 'commander';
import { outputOf, shared, type OutputFlags } from './options.js';

interface SetupFlags extends OutputFlags {
  readonly tfVersion?: string;
  readonly tensorflow?: string;
  readonly cuda?: boolean;
  readonly force?: boolean;
}

export function addSetupCommand(program: Command): void {
  program
    .command('setup')
    .description('provision native TensorFlow: the wheel from PyPI, and the binding compiled against it')
    .option('--tf-version <version>', "TensorFlow's version")
    .option('--tensorflow <folder>', 'use an existing TensorFlow: an installed Python package or a C library')
    .option('--cuda', 'the CUDA build')
    .option('--force', 'make it anew')
    .addOption(shared.quiet())
    .addOption(shared.json())
    .action(async ({ tfVersion: version, tensorflow, cuda, force, ...flags }: SetupFlags) => {
      const output = outputOf(flags);
      const result = await setup({
        ...(version !== undefined && { version }),
        ...(tensorflow !== undefined && { tensorflow }),
        ...(cuda !== undefined && { cuda }),
        ...(force !== undefined && { force }),
        report: (line) => output.line(line),
      });
      if (result.warning) output.line(`WARNING ${result.warning}`);
      output.result(result);
    });
}
