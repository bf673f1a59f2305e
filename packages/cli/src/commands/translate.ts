import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ResolvedConfig } from '@saddle/config';
import { degrade, HostRandom, isSaddleError, SaddleError, type Picture } from '@saddle/core';
import { writePicture, type Raster } from '@saddle/report';
import type { Command } from 'commander';
import type { Experiment } from '../compose/experiment.js';
import { openRun } from '../run/open-run.js';
import { jobsOf, type Job } from '../translate/names.js';
import { Translator } from '../translate/translator.js';
import { outputOf, shared, wholeNumber, type OutputFlags } from './options.js';

interface TranslateFlags extends OutputFlags {
  readonly in: string;
  readonly out: string;
  readonly checkpoint?: number;
  readonly tile: number;
  readonly degrade?: boolean;
  readonly inverse?: boolean;
}

export function addTranslateCommand(program: Command): void {
  program
    .command('translate <run>')
    .description('apply a trained translation (pix2pix, CycleGAN) to a folder of pictures of any size')
    .requiredOption('--in <folder>', 'pictures to translate, .png and .jpg at any depth')
    .requiredOption('--out <folder>', 'where the results go, as .png of the same names')
    .option('--checkpoint <iteration>', 'which checkpoint; the newest if not given', wholeNumber('--checkpoint', 0))
    .option('--tile <pixels>', 'larger pictures go through in tiles of this size', wholeNumber('--tile', 32), 512)
    .option('--degrade', 'first do to the pictures what `data.degrade` of the run does')
    .option('--inverse', 'the other way round (CycleGAN)')
    .addOption(shared.quiet())
    .addOption(shared.json())
    .action(translate);
}

async function translate(path: string, flags: TranslateFlags): Promise<void> {
  const output = outputOf(flags);
  const jobs = jobsOf(flags.in);
  const { run, config, experiment, iteration } = await openRun(path, flags.checkpoint ?? 'newest');
  const input = inputOf(experiment, flags);
  const { shape } = experiment.data.sample;
  const translator = new Translator({
    procedure: experiment.procedure,
    input,
    trained: [shape[0]!, shape[1]!],
    tile: flags.tile,
    seed: config.seed,
  });
  const read = await pictureReader(config, experiment, input, flags);
  const failed: string[] = [];
  for (const [i, job] of jobs.entries()) {
    output.progress({ done: i, total: jobs.length, text: `${i}/${jobs.length} ${job.from}` });
    try {
      await write(join(flags.out, job.to), translator.translate(await read(job)));
    } catch (error) {
      if (!isSaddleError(error) || error.code !== 'SADDLE_DATA_CORRUPT') throw error;
      failed.push(job.from);
      process.stderr.write(`Passed over: ${error.message}\n`);
    }
  }
  const done = jobs.length - failed.length;
  output.line(`${done} pictures by ${run.path}, iteration ${iteration}: ${resolve(flags.out)}`);
  if (failed.length > 0) {
    throw new SaddleError('SADDLE_DATA_CORRUPT', {
      problem: `${failed.length} of ${jobs.length} pictures cannot be read and were passed over: ${failed.join(', ')}.`,
      advice: 'The others are translated. Replace these by intact copies.',
    });
  }
  output.result({ run: run.path, iteration, count: done, out: resolve(flags.out) });
}

/** The generator's input. @throws SADDLE_USAGE for runs that translate nothing, or not this way */
function inputOf(
  { procedure: { translation } }: Experiment,
  { inverse = false, degrade: degrading }: TranslateFlags,
): string {
  const refused = (problem: string) => new SaddleError('SADDLE_USAGE', { problem });
  if (!translation)
    throw refused(
      "This run makes pictures from latents: use 'saddle sample'. Translations are trained by pix2pix and cyclegan.",
    );
  if (!inverse) return translation.source;
  if (!translation.inverse) throw refused('--inverse: this run was trained for one direction.');
  if (degrading) throw refused('--degrade makes sources; --inverse begins from pictures as the results should look.');
  return 'samples';
}

/** Reads pictures as the generator's input, values in [-1, 1]. */
async function pictureReader(config: ResolvedConfig, { data }: Experiment, input: string, flags: TranslateFlags) {
  const { decodeWhole } = await import('@saddle/images');
  const degradation = flags.degrade ? config.data.degrade : undefined;
  if (flags.degrade && !degradation) {
    throw new SaddleError('SADDLE_USAGE', { problem: '--degrade: the data of this run has no `degrade`.' });
  }
  const channels = (degradation ? data.sample.shape[2] : data.fields[input]!.shape[2]) as 1 | 3;
  return async ({ from }: Job): Promise<Picture> => {
    const { width, height, bytes } = await decodeWhole(join(flags.in, from), channels);
    const picture = { height, width, channels, values: Float32Array.from(bytes, (byte) => (byte / 255) * 2 - 1) };
    if (!degradation) return picture;
    const values = degrade(degradation, picture, new HostRandom(config.seed, `translate/${from}`));
    return { height, width, channels: values.length / (height * width), values };
  };
}

async function write(path: string, { height, width, channels, values }: Picture): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  const data = Uint8Array.from(values, (value) => Math.round(((Math.min(1, Math.max(-1, value)) + 1) / 2) * 255));
  await writePicture(path, { height, width, channels: channels as Raster['channels'], data });
}
