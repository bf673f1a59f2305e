import { existsSync } from 'node:fs';
import { extname, join, relative, resolve } from 'node:path';
import { SaddleError } from '@saddle/core';
import {
  reportJson,
  reportLatex,
  reportMarkdown,
  runsCsv,
  verdictSentence,
  writeAtomically,
  writeReport,
} from '@saddle/report';
import { compareRuns, compareStudy, type CompareOptions, type Comparison } from '@saddle/study';
import { Option, type Command } from 'commander';
import { withExtras } from '../study/extras/index.js';
import { outputOf, shared, type OutputFlags } from './options.js';

interface CompareFlags extends OutputFlags {
  readonly out?: string;
  readonly format?: Format;
  readonly metric?: string;
  readonly direction?: 'lower' | 'higher';
  readonly baseline?: string;
  readonly alpha?: number;
  readonly margin?: number;
  readonly networks: boolean;
}

/** What each format is made by; HTML is a page with files beside it. */
const formats = { md: reportMarkdown, csv: runsCsv, json: reportJson, latex: reportLatex } as const;
type Format = keyof typeof formats | 'html';

const formatsByEnding: Record<string, Format> = { '.md': 'md', '.csv': 'csv', '.json': 'json', '.tex': 'latex' };

const share =
  (name: string) =>
  (text: string): number => {
    const value = Number(text);
    if (value > 0 && value < 1) return value;
    throw new SaddleError('SADDLE_USAGE', { problem: `${name} takes a number between 0 and 1; received '${text}'.` });
  };

const description = `
A study is compared by the rules its file declared. Runs made by hand are grouped into variants by the keys in which
their configs differ, the seed aside; the first is the baseline unless --baseline names another. Figures made by
different protocols are refused. Without --out, a page is written as report.html, other formats to stdout.`;

export function addCompareCommand(program: Command): void {
  program
    .command('compare <places...>')
    .description('compare runs, or folders of runs, or a study: verdicts, intervals, curves, pictures')
    .option('-o, --out <file>', 'where the result goes')
    .addOption(
      new Option('--format <format>', 'what is written; by the ending of --out if not given').choices([
        'html',
        ...Object.keys(formats),
      ]),
    )
    .option('--metric <name>', 'the primary figure, such as fid; the first that was measured if not given')
    .addOption(
      new Option('--direction <which>', 'whether lower or higher is better, where the metric does not say').choices([
        'lower',
        'higher',
      ]),
    )
    .option('--baseline <variant>', 'the variant that the others are compared with')
    .option('--alpha <p>', 'level of significance', share('--alpha'))
    .option('--margin <share>', 'the smallest relative difference that matters', share('--margin'))
    .option('--no-networks', 'leave out what takes the networks: interpolations, nearest examples, score histograms')
    .addOption(shared.quiet())
    .addOption(shared.json())
    .addHelpText('after', description)
    .action(async (places: string[], flags: CompareFlags) => {
      const output = outputOf(flags);
      const { metric, direction, baseline, alpha, margin } = flags;
      if (metric === undefined && direction !== undefined) {
        throw new SaddleError('SADDLE_USAGE', { problem: '--direction says something of a --metric; there is none.' });
      }
      const options: CompareOptions = {
        ...(metric !== undefined && { metric: { value: metric, direction } }),
        baseline,
        alpha,
        margin,
      };
      const format = flags.format ?? formatsByEnding[extname(flags.out ?? '').toLowerCase()] ?? 'html';
      const comparison = await comparisonOf(places, options);
      const model = format === 'html' && flags.networks ? await withExtras(comparison, output) : comparison.model;
      const out = flags.out ?? (format === 'html' ? defaultPage(places) : undefined);
      if (out === undefined) {
        if (format !== 'html') process.stdout.write(formats[format](model));
        return;
      }
      if (format === 'html') await writeReport(resolve(out), model);
      else await writeAtomically(resolve(out), formats[format](model));
      for (const contrast of model.contrasts) output.line(verdictSentence(contrast, model.metrics[0]!, model.design));
      for (const warning of model.warnings ?? []) output.line(`WARNING  ${warning}`);
      output.line(`Report: ${relative('.', resolve(out))}`);
      output.result({
        report: resolve(out),
        metric: model.metrics[0]!.name,
        verdicts: Object.fromEntries(model.contrasts.map(({ name, verdict }) => [name, verdict.verdict])),
      });
    });
}

const isStudy = (place: string): boolean => existsSync(join(place, 'study.json'));

/** One study is compared by its own rules; anything else as runs made by hand. */
const comparisonOf = (places: readonly string[], options: CompareOptions): Promise<Comparison> =>
  places.length === 1 && isStudy(places[0]!) ? compareStudy(places[0]!, options) : compareRuns(places, options);

/** A study's report stands in its folder, another in the current one. */
const defaultPage = (places: readonly string[]): string =>
  places.length === 1 && isStudy(places[0]!) ? join(places[0]!, 'report.html') : 'report.html';
