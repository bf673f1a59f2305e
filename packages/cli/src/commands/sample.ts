import { resolve } from 'node:path';
import { SaddleError } from '@saddle/core';
import { writePicture } from '@saddle/report';
import type { Command } from 'commander';
import { makePainter } from '../hooks/pictures.js';
import { openRun } from '../run/open-run.js';
import { requireTaken, type SamplingOptions } from '../run/sampling-options.js';
import { SampleMaker } from '../run/sampling.js';
import { outputOf, shared, wholeNumber, type OutputFlags } from './options.js';

interface SampleFlags extends OutputFlags {
  readonly count: number;
  readonly seed?: number;
  readonly checkpoint?: number;
  readonly option: SamplingOptions;
  readonly out: string;
}

function numberByName(text: string, earlier: SamplingOptions): SamplingOptions {
  const [, name, number] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const value = Number(number);
  if (name !== undefined && Number.isFinite(value)) return { ...earlier, [name]: value };
  throw new SaddleError('SADDLE_USAGE', {
    problem: `--option takes a name and a number, such as truncation=0.7; received '${text}'.`,
  });
}

export function addSampleCommand(program: Command): void {
  program
    .command('sample <run>')
    .description('make a picture of fresh samples of a trained run')
    .option('-n, --count <n>', 'how many', wholeNumber('--count', 1), 64)
    .option('--seed <n>', "which latents; the run's own fixed ones if not given", wholeNumber('--seed', 0))
    .option('--checkpoint <iteration>', 'which checkpoint; the newest if not given', wholeNumber('--checkpoint', 0))
    .option(
      '--option <name=number>',
      'what the generator takes at sampling, such as truncation=0.7; may be repeated',
      numberByName,
      {},
    )
    .option('-o, --out <file>', 'the PNG file', 'samples.png')
    .addOption(shared.quiet())
    .addOption(shared.json())
    .action(async (path: string, flags: SampleFlags) => {
      if (!flags.out.toLowerCase().endsWith('.png')) {
        throw new SaddleError('SADDLE_USAGE', { problem: `--out takes a PNG file; received '${flags.out}'.` });
      }
      const output = outputOf(flags);
      const { run, config, experiment, started, iteration } = await openRun(path, flags.checkpoint ?? 'newest');
      const seed = flags.seed ?? config.sampling.seed ?? config.seed;
      const options = { ...config.sampling.options, ...flags.option };
      requireTaken(options, experiment.procedure);
      const maker = new SampleMaker(experiment, started.runtime, seed, { options });
      const paint = await makePainter(experiment, maker);
      await writePicture(flags.out, await paint(flags.count, `${config.name} · iteration ${iteration}`));
      output.line(`${flags.count} samples of ${run.path}, iteration ${iteration}: ${resolve(flags.out)}`);
      output.result({ run: run.path, iteration, count: flags.count, seed, out: resolve(flags.out) });
    });
}
