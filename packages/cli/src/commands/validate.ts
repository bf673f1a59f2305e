import { configHash, toYaml } from '@saddle/config';
import { silentLogger } from '@saddle/core';
import { loadBackend } from '@saddle/runtime';
import type { Command } from 'commander';
import { composeExperiment } from '../compose/experiment.js';
import { loadExperimentConfig } from '../run/load.js';
import { outputOf, shared, type OutputFlags } from './options.js';

interface ValidateFlags extends OutputFlags {
  readonly set: readonly string[];
  readonly print?: boolean;
}

export function addValidateCommand(program: Command): void {
  program
    .command('validate <config>')
    .description('check a config without training: every key, every plugin, every size')
    .addOption(shared.set())
    .option('--print', 'print the resolved config, all defaults filled in')
    .addOption(shared.quiet())
    .addOption(shared.json())
    .action(async (file: string, flags: ValidateFlags) => {
      const output = outputOf(flags);
      const { config, registry } = await loadExperimentConfig(file, { overrides: flags.set });
      // Sizes are known only once the networks are built; the plain JavaScript backend does that without TensorFlow.
      await loadBackend({ backend: 'cpu' });
      await composeExperiment(config, registry, silentLogger);
      if (flags.print) process.stdout.write(toYaml(config));
      else output.line(`${file} is valid.`);
      if (!flags.print) output.result({ config: file, valid: true, hash: configHash(config) });
    });
}
