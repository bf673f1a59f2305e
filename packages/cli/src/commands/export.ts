import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { SaddleError } from '@saddle/core';
import { exportFormats, exportModel, type ExportedTensor, type ExportFormat } from '@saddle/runtime';
import { Option, type Command } from 'commander';
import { generatorForExport } from '../run/export.js';
import { openRun } from '../run/open-run.js';
import { outputOf, shared, wholeNumber, type OutputFlags } from './options.js';

interface ExportFlags extends OutputFlags {
  readonly format: ExportFormat;
  readonly out: string;
  readonly checkpoint?: number;
  readonly batch?: number;
}

export function addExportCommand(program: Command): void {
  program
    .command('export <run>')
    .description('write the generator of a trained run as a model that stands alone')
    .addOption(
      new Option('--format <format>', 'saved-model for TensorFlow in any language, tfjs for browsers')
        .choices(exportFormats)
        .makeOptionMandatory(),
    )
    .requiredOption('-o, --out <folder>', 'where to; a new or empty folder')
    .option('--checkpoint <iteration>', 'which checkpoint; the newest if not given', wholeNumber('--checkpoint', 0))
    .option('--batch <n>', 'the only batch size that the model takes; any if not given', wholeNumber('--batch', 1))
    .addOption(shared.quiet())
    .addOption(shared.json())
    .action(async (path: string, { format, out, checkpoint, batch, ...flags }: ExportFlags) => {
      if (existsSync(out) && readdirSync(out).length > 0) {
        throw new SaddleError('SADDLE_USAGE', {
          problem: `--out takes a new or empty folder; '${out}' has files in it.`,
        });
      }
      const output = outputOf(flags);
      const { run, config, experiment, iteration } = await openRun(path, checkpoint ?? 'newest');
      const { seed = config.seed, options = {} } = config.sampling;
      const request = generatorForExport(experiment, seed, { batch, options });
      const { inputs, outputs } = await exportModel(request, format, out);
      output.line(`The generator of ${run.path}, iteration ${iteration}, as ${format}: ${resolve(out)}`);
      output.line(`${describe(inputs)} -> ${describe(outputs)}`);
      output.result({ run: run.path, iteration, format, inputs, outputs, out: resolve(out) });
    });
}

const describe = (tensors: Readonly<Record<string, ExportedTensor>>): string =>
  Object.entries(tensors)
    .map(([name, { shape, dtype }]) => `${name} ${dtype}[${shape.map((size) => (size < 0 ? 'any' : size)).join()}]`)
    .join(', ');
