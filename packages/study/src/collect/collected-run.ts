import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadDocument, Problems } from '@saddle/config';
import {
  readMetrics,
  RunDirectory,
  SaddleError,
  type EvaluationRecord,
  type MetricsRecord,
  type RunInfo,
} from '@saddle/core';
import type { ReportFailure, ReportSeries } from '@saddle/report';
import { z } from 'zod';
import { failureTail } from './log-tail.js';

/** What a run directory says, as comparisons need it. */
export interface CollectedRun {
  /** Name of the run directory. */
  readonly id: string;
  readonly path: string;
  readonly seed: number;
  readonly status: 'done' | 'failed' | 'diverged' | 'unfinished';
  /** The resolved config in the form it is written in; empty where the run never began. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly info: RunInfo | undefined;
  readonly steps: number;
  readonly pictures: number;
  readonly seconds: number;
  /** Training values over iterations. */
  readonly series: Readonly<Record<string, ReportSeries>>;
  readonly progress: {
    readonly step: readonly number[];
    readonly pictures: readonly number[];
    readonly seconds: readonly number[];
  };
  /** In the order they were written. */
  readonly evaluations: readonly EvaluationRecord[];
  readonly failure?: ReportFailure;
}

/** Reads a run directory. @throws SADDLE_RUN_NOT_FOUND, SADDLE_RUN_CORRUPT */
export async function collectRun(where: string): Promise<CollectedRun> {
  const run = RunDirectory.open(where);
  const { info } = run;
  const records = readMetrics(run.metricsPath);
  const training = records.filter(({ kind }) => kind === 'training');
  const evaluations = [...records, ...readMetrics(path.join(run.path, 'evaluations.jsonl'))].filter(
    (record): record is EvaluationRecord => record.kind === 'evaluation',
  );
  return {
    id: path.basename(run.path),
    path: run.path,
    seed: info.seed,
    status: statusOf(info),
    config: await writtenConfig(run),
    info,
    steps: info.iteration,
    pictures: (training.at(-1)?.['images'] as number | undefined) ?? 0,
    seconds: info.seconds,
    series: trainingSeries(training),
    progress: progressOf(training, info.seconds),
    evaluations,
    ...(info.status === 'failed' && {
      failure: {
        ...(info.error && { code: info.error.code }),
        message: info.error?.problem ?? 'The run failed without saying why.',
        step: info.iteration,
        log: failureTail(run.logPath),
      },
    }),
  };
}

const statusOf = ({ status, error }: RunInfo): CollectedRun['status'] =>
  status === 'finished'
    ? 'done'
    : status !== 'failed'
      ? 'unfinished'
      : error?.code === 'SADDLE_TRAIN_DIVERGED'
        ? 'diverged'
        : 'failed';

async function writtenConfig(run: RunDirectory): Promise<Record<string, unknown>> {
  const problems = new Problems();
  const document = await loadDocument(run.configPath, z.record(z.string(), z.unknown()), problems);
  if (document) return document.data;
  throw new SaddleError('SADDLE_RUN_CORRUPT', {
    problem: `${run.configPath} cannot be read.`,
    cause: problems.error(run.configPath),
  });
}

function trainingSeries(records: readonly MetricsRecord[]): Record<string, ReportSeries> {
  const series: Record<string, { step: number[]; value: number[] }> = {};
  for (const { iteration, values } of records) {
    for (const [name, value] of Object.entries(values as Record<string, number | null>)) {
      const own = (series[name] ??= { step: [], value: [] });
      own.step.push(iteration);
      own.value.push(value ?? Number.NaN);
    }
  }
  return series;
}

/** A pause between two records that is far longer than usual is one in which nothing was trained. */
const longestPause = 5;

/** When each record was written, in seconds of training. */
function progressOf(records: readonly MetricsRecord[], seconds: number): CollectedRun['progress'] {
  const times = records.map(({ time }) => Date.parse(String(time)) / 1000);
  const pauses = times.slice(1).map((time, i) => Math.max(0, time - times[i]!));
  const usual = pauses.toSorted((a, b) => a - b)[Math.floor(pauses.length / 2)] ?? 0;
  let passed = usual;
  const at = times.map((_, i) => (passed += i === 0 ? 0 : Math.min(pauses[i - 1]!, longestPause * usual)));
  const factor = passed > 0 ? seconds / passed : 0;
  return {
    step: [0, ...records.map(({ iteration }) => iteration)],
    pictures: [0, ...records.map(({ images }) => (typeof images === 'number' ? images : 0))],
    seconds: [0, ...at.map((second) => second * factor)],
  };
}

/** A run of a study that failed before it began: there is nothing but what its process printed. */
export function neverBegun(
  { id, seed }: { readonly id: string; readonly seed: number },
  where: string,
  failure: { readonly code?: string; readonly message: string },
  printed: string,
): CollectedRun {
  const lines = existsSync(printed) ? readFileSync(printed, 'utf8').trimEnd().split('\n') : [];
  const log = lines.filter((line) => !/^\d{4}-\d\d-\d\dT\S+ saddle /.test(line)).slice(-20);
  return {
    id,
    path: where,
    seed,
    status: 'failed',
    config: {},
    info: undefined,
    steps: 0,
    pictures: 0,
    seconds: 0,
    series: {},
    progress: { step: [], pictures: [], seconds: [] },
    evaluations: [],
    failure: { ...failure, log },
  };
}
