import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { RunDirectory, SaddleError } from '@saddle/core';
import type { ReportModel } from '@saddle/report';
import { StudyDirectory, type StudyRecord } from '../run/study-directory.js';
import { buildReport } from './build-report.js';
import { collectRun, neverBegun } from './collected-run.js';
import type { WantedFigure } from './figures.js';
import { groupRuns, type GroupedRun } from './group.js';
import { provenanceOf } from './provenance.js';

/** What the command line says about a comparison; a study's own file says the rest. */
export interface CompareOptions {
  readonly metric?: WantedFigure | undefined;
  readonly baseline?: string | undefined;
  readonly alpha?: number | undefined;
  readonly margin?: number | undefined;
}

/** A report's model, and where each of its runs lies. */
export interface Comparison {
  readonly model: ReportModel;
  /** Run directories by the ids of the model's runs. */
  readonly paths: ReadonlyMap<string, string>;
}

const comparisonOf = (model: ReportModel, runs: readonly GroupedRun[]): Comparison => ({
  model,
  paths: new Map(runs.map(({ id, path: where }) => [id, where])),
});

/** The report's model of a study, by the rules its file declared; `options` that differ from them are told. */
export async function compareStudy(where: string, options: CompareOptions = {}): Promise<Comparison> {
  const directory = StudyDirectory.open(where);
  const record = directory.record!;
  const runs = await collectStudyRuns(directory, record);
  const metric = options.metric ?? record.metric;
  const baseline = options.baseline ?? record.baseline;
  const changed = [
    ...(options.metric ? ['the primary metric'] : []),
    ...(baseline !== record.baseline ? ['the baseline'] : []),
    ...(options.alpha !== undefined && options.alpha !== record.alpha ? ['alpha'] : []),
    ...(options.margin !== undefined && options.margin !== record.margin ? ['the margin'] : []),
  ];
  const model = buildReport({
    title: record.name,
    question: record.question,
    runs,
    variants: record.variants.map(({ name, description }) => ({
      name,
      ...(description !== undefined && { description }),
    })),
    baseline,
    metric,
    alpha: options.alpha ?? record.alpha,
    margin: options.margin ?? record.margin,
    design: record.design,
    notes: ["The metric, baseline, level, margin and seeds were declared in the study's file before the runs."],
    warnings:
      changed.length > 0
        ? [`Another choice than the study declared: ${changed.join(', ')}. Read the verdicts as exploratory.`]
        : [],
    provenance: provenanceOf(runs, {
      repeat: [`saddle study run ${path.relative(process.cwd(), record.file)}`],
      versions: Object.fromEntries(Object.entries(record.versions).filter(([name]) => !name.startsWith('@saddle/'))),
    }),
  });
  return comparisonOf(model, runs);
}

async function collectStudyRuns(directory: StudyDirectory, { runs }: StudyRecord): Promise<GroupedRun[]> {
  return Promise.all(
    runs.map(async ({ id, variant, seed, failure, status }): Promise<GroupedRun> => {
      const run = directory.runOf(id);
      if (existsSync(run.infoPath)) {
        const collected = await collectRun(run.path);
        // A run that was given up after its process was killed again and again never came to write that down.
        const givenUp = status === 'failed' && failure && collected.status === 'unfinished';
        return {
          ...collected,
          variant,
          ...(givenUp && { status: 'failed', failure: { ...failure, step: collected.steps, log: [] } }),
        };
      }
      const told = failure ?? { message: 'The run has not begun.' };
      const absent = neverBegun({ id, seed }, run.path, told, directory.logOf(id));
      return { ...absent, variant, ...(!failure && { status: 'unfinished' }) };
    }),
  );
}

/** The report's model of runs made by hand: variants are found by the keys in which their configs differ. */
export async function compareRuns(places: readonly string[], options: CompareOptions = {}): Promise<Comparison> {
  const paths = [...new Set(places.flatMap(findRunDirectories))];
  const collected = await Promise.all(paths.map(collectRun));
  const runs = withDistinctIds(groupRuns(collected));
  const names = [...new Set(runs.map(({ variant }) => variant))];
  const baseline = options.baseline ?? names[0]!;
  const model = buildReport({
    title: names.length === 1 ? names[0]! : `${names.slice(0, 4).join(' · ')}${names.length > 4 ? ' …' : ''}`,
    runs,
    variants: names.map((name) => ({ name })),
    baseline,
    metric: options.metric,
    alpha: options.alpha ?? 0.05,
    margin: options.margin ?? 0.05,
    design: 'independent',
    notes: [
      'These runs were made by hand: metric, baseline, level and margin were chosen when the report was made, not before the runs.',
      ...(options.baseline === undefined ? [`The baseline is the first variant given, ${baseline}.`] : []),
    ],
    provenance: provenanceOf(runs, {
      repeat: [`saddle compare ${paths.map((one) => path.relative(process.cwd(), one)).join(' ')}`],
    }),
  });
  return comparisonOf(model, runs);
}

/** The run directories at a place: the run itself, a study's, or all below a folder. @throws SADDLE_RUN_NOT_FOUND */
export function findRunDirectories(place: string): string[] {
  const found = search(path.resolve(place));
  if (found.length > 0) return found;
  throw new SaddleError('SADDLE_RUN_NOT_FOUND', {
    problem: `There is no run at ${place}, nor below it.`,
    advice: '`saddle ls` lists runs.',
  });
}

function search(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const run = new RunDirectory(folder);
  if (existsSync(run.infoPath)) return [run.path];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !beside.has(entry.name))
    .flatMap(({ name }) => search(path.join(folder, name)));
}

const beside = new Set(['node_modules', 'superseded']);

/** Runs of several folders may have one name; then the folder's name goes before it. */
function withDistinctIds(runs: readonly GroupedRun[]): GroupedRun[] {
  const counts = new Map<string, number>();
  for (const { id } of runs) counts.set(id, (counts.get(id) ?? 0) + 1);
  const long = runs.map((run) =>
    counts.get(run.id)! > 1 ? path.join(path.basename(path.dirname(run.path)), run.id) : run.id,
  );
  return runs.map((run, i) => ({
    ...run,
    id: long.indexOf(long[i]!) === long.lastIndexOf(long[i]!) ? long[i]! : run.path,
  }));
}
