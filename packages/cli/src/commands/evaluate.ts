import { resolve } from 'node:path';
import { RunDirectory, SaddleError, type EvaluationRecord } from '@saddle/core';
import { Option, type Command } from 'commander';
import { createMetrics, type MetricSection } from '../compose/metrics.js';
import { figureLines } from '../hooks/evaluation.js';
import type { Output } from '../progress/terminal.js';
import { DiskCache } from '../run/evaluate-cache.js';
import { appendEvaluations, evaluationsPath } from '../run/evaluate-log.js';
import { CommandSections, metricOptions, type MetricFlags } from '../run/evaluate-options.js';
import { Evaluator } from '../run/evaluate.js';
import { openRun, type OpenedRun } from '../run/open-run.js';
import { outputOf, shared, wholeNumber, type OutputFlags } from './options.js';

interface EvaluateFlags extends OutputFlags, MetricFlags {
  readonly checkpoint: number | 'newest' | 'all';
  readonly samples?: number;
  readonly seed: number;
}

const checkpointOf = (text: string): EvaluateFlags['checkpoint'] =>
  text === 'newest' || text === 'all' ? text : wholeNumber('--checkpoint', 0)(text);

const description = `
Measures what a run's generator makes against the run's data. Which metrics: those of its config, or --metric.
The latents are fresh: neither those of the sample pictures nor those of the evaluations while it trained; the same
seed gives the same latents in every run. Averaged weights are used where the run keeps them. Every figure is printed
and stored with its protocol; the records are added to evaluations.jsonl in the run directory.`;

export function addEvaluateCommand(program: Command): void {
  const command = program
    .command('evaluate <run>')
    .description('measure the samples of a trained run')
    .addOption(
      new Option('--checkpoint <iteration>', "which checkpoint, or 'newest' or 'all'")
        .argParser(checkpointOf)
        .default('newest'),
    )
    .option('--samples <n>', "generated samples; the config's, or 10000, if not given", wholeNumber('--samples', 2))
    .option('--seed <n>', 'which fresh latents', wholeNumber('--seed', 0), 0);
  for (const option of metricOptions()) command.addOption(option);
  command
    .addOption(shared.quiet())
    .addOption(shared.json())
    .addHelpText('after', description)
    .action(async (path: string, flags: EvaluateFlags) => {
      const output = outputOf(flags);
      const run = RunDirectory.open(path);
      const records: EvaluationRecord[] = [];
      for (const checkpoint of checkpointsOf(run, flags.checkpoint)) {
        records.push(...(await evaluateCheckpoint(run, checkpoint, flags, output)));
      }
      output.line(`Added to ${evaluationsPath(run)}`);
      output.result({ run: run.path, seed: flags.seed, out: resolve(evaluationsPath(run)), evaluations: records });
    });
}

function checkpointsOf(run: RunDirectory, wanted: EvaluateFlags['checkpoint']): (number | 'newest')[] {
  if (wanted !== 'all') return [wanted];
  const stored = run.checkpoints.list();
  if (stored.length > 0) return stored;
  throw new SaddleError('SADDLE_RUN_NOT_FOUND', { problem: `The run ${run.path} has no checkpoint yet.` });
}

async function evaluateCheckpoint(
  run: RunDirectory,
  checkpoint: number | 'newest',
  flags: EvaluateFlags,
  output: Output,
): Promise<EvaluationRecord[]> {
  const opened = await openRun(run.path, checkpoint);
  const { config, experiment, started, iteration } = opened;
  const evaluator = new Evaluator({
    config,
    experiment,
    runtime: started.runtime,
    cache: new DiskCache(),
    stream: 'report',
    seed: flags.seed,
    progress: (text, done, total) => output.progress({ done, total, text: `${text} ${done}/${total}` }),
  });
  try {
    const { data: info, classes, wiring } = experiment;
    const metrics = await createMetrics(sectionsOf(opened, flags), wiring, { info, classes }, config.metrics.length);
    await evaluator.prepare(metrics);
    const records = await evaluator.evaluate(iteration, metrics);
    appendEvaluations(run, records);
    output.line(`${run.path}, iteration ${iteration}:`);
    for (const line of records.flatMap(figureLines)) output.line(`  ${line}`);
    return records;
  } finally {
    await evaluator.close();
    experiment.state.dispose();
  }
}

/** The metrics of the config, or those named, which keep the config's options where it has them. */
function sectionsOf({ config, registry }: OpenedRun, flags: EvaluateFlags): MetricSection[] {
  const commandLine = new CommandSections(registry, flags);
  const wanted = flags.metric
    ? flags.metric.flatMap((use) => {
        const configured = config.metrics.filter((section) => section.use === use);
        return configured.length > 0 ? configured : [{ use, samples: 10_000, options: {} }];
      })
    : config.metrics;
  if (wanted.length === 0) {
    throw new SaddleError('SADDLE_USAGE', {
      problem: 'The config of the run names no metrics.',
      advice: 'Name some: --metric fid,kid,prdc. `saddle plugins` lists them.',
    });
  }
  const sections = wanted.map((section): MetricSection => {
    const extractor = extractorOf(commandLine, section as MetricSection, flags.extractor);
    return {
      ...commandLine.section('metric', section.use, section.options),
      samples: flags.samples ?? section.samples,
      ...(extractor && { extractor }),
    } as MetricSection;
  });
  commandLine.checkAllUsed();
  return sections;
}

function extractorOf(commandLine: CommandSections, { extractor }: MetricSection, named: string | undefined) {
  const use = named ?? extractor?.use;
  if (use === undefined) return undefined;
  return commandLine.section('extractor', use, use === extractor?.use ? extractor.options : {});
}
