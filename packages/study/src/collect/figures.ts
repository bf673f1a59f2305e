import {
  protocolHash,
  requireSameProtocol,
  SaddleError,
  suggest,
  type ProtocolFacts,
  type EvaluationRecord,
} from '@saddle/core';
import type { ReportSeries } from '@saddle/report';
import { scaleOf } from '../plan/study-file.js';
import type { CollectedRun } from './collected-run.js';

/** One figure of every finished run, all made by one protocol. */
export interface Figure {
  /** As the report writes it: `FID_10000`. */
  readonly name: string;
  /** The metric's name in the runs; undefined for a training value. */
  readonly metric: string | undefined;
  /** The figure's name among the metric's, or the training value's. */
  readonly value: string;
  readonly direction: 'lower' | 'higher';
  readonly scale: 'log' | 'linear';
  readonly protocol: ProtocolFacts;
  readonly protocolHash: string;
  /** By run id; failed runs have none. */
  readonly finals: ReadonlyMap<string, number>;
  /** Over training, by run id. */
  readonly series: ReadonlyMap<string, ReportSeries>;
}

export interface WantedFigure {
  readonly use?: string | undefined;
  readonly value: string;
  readonly direction?: 'lower' | 'higher' | undefined;
  readonly scale?: 'log' | 'linear' | undefined;
}

const finished = (runs: readonly CollectedRun[]) => runs.filter(({ status }) => status === 'done');

/** Records of one figure of a run that were made of the weights it ended with. */
const finalRecords = (run: CollectedRun, metric: string, value: string): EvaluationRecord[] =>
  run.evaluations.filter(
    (record) => record.metric === metric && value in record.values && record.iteration === run.steps,
  );

/** Fresh latents, as `saddle evaluate` draws them, before those of evaluations during training. */
const preferred = (records: readonly EvaluationRecord[]): EvaluationRecord[] =>
  records
    .toReversed()
    .sort((a, b) => Number(b.protocol['latents'] === 'report') - Number(a.protocol['latents'] === 'report'));

/**
 * A metric's figure for all finished runs, from a protocol that all of them share.
 *
 * @throws SADDLE_METRIC_PROTOCOL naming in what the protocols differ; SADDLE_STUDY_FIGURES where a run was not measured
 */
function measuredFigure(
  runs: readonly CollectedRun[],
  metric: string,
  value: string,
  wanted: Partial<WantedFigure> = {},
): Figure {
  const done = finished(runs).map((run) => ({ run, records: preferred(finalRecords(run, metric, value)) }));
  const unmeasured = done.filter(({ records }) => records.length === 0);
  if (unmeasured.length > 0) {
    throw new SaddleError('SADDLE_STUDY_FIGURES', {
      problem: `Expected '${value}' of ${metric} for every finished run, made of its last weights; ${names(unmeasured.map(({ run }) => run.id))} ${unmeasured.length === 1 ? 'has' : 'have'} none.`,
      advice: `Measure with: saddle evaluate ${unmeasured[0]!.run.path} --metric ${metric}`,
    });
  }
  const first = done[0]!;
  const shared = first.records.find(({ protocolHash: hash }) =>
    done.every(({ records }) => records.some((record) => record.protocolHash === hash)),
  );
  if (!shared) {
    const [record] = first.records;
    for (const { records } of done.slice(1)) {
      if (!records.some(({ protocolHash: hash }) => hash === record!.protocolHash)) {
        requireSameProtocol(record!.protocol, records[0]!.protocol);
      }
    }
    // Each pair shares a protocol, but all together do not.
    throw new SaddleError('SADDLE_METRIC_PROTOCOL', {
      problem: `The runs share no protocol of '${value}': some were measured one way, some another.`,
      advice: 'Measure all of them the same way with `saddle evaluate`.',
    });
  }
  const { protocol, protocolHash: hash, lowerIsBetter, labels } = shared;
  const lower = lowerIsBetter[value];
  const direction = wanted.direction ?? (lower === false ? 'higher' : lower === true ? 'lower' : undefined);
  if (direction === undefined) {
    throw new SaddleError('SADDLE_USAGE', {
      problem: `The metric does not say whether a lower or a higher '${value}' is better.`,
      advice: 'Say it with --direction lower or --direction higher.',
    });
  }
  return {
    name: metric === protocol['metric'] ? (labels?.[value] ?? value) : `${metric}/${labels?.[value] ?? value}`,
    metric,
    value,
    direction,
    scale: wanted.scale ?? scaleOf(value),
    protocol,
    protocolHash: hash,
    finals: new Map(
      done.map(({ run, records }) => [run.id, records.find((one) => one.protocolHash === hash)!.values[value]!]),
    ),
    series: new Map(runs.map((run) => [run.id, seriesOf(run, metric, value)])),
  };
}

/** What was measured while it trained, whatever its final figure was measured with. */
function seriesOf({ evaluations }: CollectedRun, metric: string, value: string): ReportSeries {
  const own = evaluations.filter((record) => record.metric === metric && value in record.values);
  const byStep = new Map(own.map((record) => [record.iteration, record.values[value]!]));
  const sorted = [...byStep].sort(([a], [b]) => a - b);
  return { step: sorted.map(([step]) => step), value: sorted.map(([, one]) => one) };
}

/** A training value at the end: no measure of what the generator makes, and marked so by its protocol. */
function trainingFigure(runs: readonly CollectedRun[], { value, direction, scale = 'linear' }: WantedFigure): Figure {
  const available = new Set(finished(runs).flatMap(({ series }) => Object.keys(series)));
  if (!available.has(value)) {
    throw new SaddleError('SADDLE_USAGE', {
      problem: `No run has a figure called '${value}'. ${suggest(value, new Set([...measuredNames(runs), ...available]))}`,
    });
  }
  if (!direction) {
    throw new SaddleError('SADDLE_USAGE', {
      problem: `'${value}' is a training value: nothing says whether lower or higher is better.`,
      advice: 'Say it with --direction lower or --direction higher.',
    });
  }
  const intervals = new Set(
    runs.flatMap(({ config }) => (config['logging'] as { every?: number } | undefined)?.every ?? []),
  );
  const protocol: ProtocolFacts = {
    source: 'training value, no evaluation',
    mean: intervals.size === 1 ? `over the last ${[...intervals][0]} iterations` : 'over the last record',
  };
  return {
    name: value,
    metric: undefined,
    value,
    direction,
    scale,
    protocol,
    protocolHash: protocolHash(protocol),
    finals: new Map(finished(runs).map(({ id, series }) => [id, Array.from(series[value]?.value ?? []).at(-1) ?? NaN])),
    series: new Map(),
  };
}

/** `metric value` of everything that was measured in any finished run. */
function measuredPairs(runs: readonly CollectedRun[]): { metric: string; value: string; judged: boolean }[] {
  const pairs = new Map<string, { metric: string; value: string; judged: boolean }>();
  for (const run of finished(runs)) {
    for (const { metric, values, lowerIsBetter, iteration } of run.evaluations) {
      if (iteration !== run.steps) continue;
      for (const value of Object.keys(values)) {
        pairs.set(JSON.stringify([metric, value]), { metric, value, judged: value in lowerIsBetter });
      }
    }
  }
  return [...pairs.values()];
}

const measuredNames = (runs: readonly CollectedRun[]): string[] => measuredPairs(runs).map(({ value }) => value);

export interface ChosenFigures {
  /** The primary one first. */
  readonly figures: readonly Figure[];
  /** Why figures were left out. */
  readonly warnings: readonly string[];
}

/**
 * The figures that the runs can be compared in: the primary one, then every other that all of them have by one protocol.
 *
 * @param wanted the primary one; the first that was measured where undefined
 * @throws SADDLE_METRIC_PROTOCOL, SADDLE_STUDY_FIGURES, SADDLE_USAGE where the primary one cannot be compared
 */
export function chooseFigures(runs: readonly CollectedRun[], wanted: WantedFigure | undefined): ChosenFigures {
  const pairs = measuredPairs(runs);
  const primary = primaryOf(runs, wanted, pairs);
  const warnings: string[] = [];
  if (primary.metric === undefined) {
    warnings.push(
      `${primary.name} is a training value, not a measure of what the generator makes: losses of different variants are on different scales.`,
    );
  }
  const others = pairs
    .filter(({ metric, value, judged }) => judged && !(metric === primary.metric && value === primary.value))
    .flatMap(({ metric, value }) => {
      try {
        return [measuredFigure(runs, metric, value)];
      } catch (error) {
        if (!(error instanceof SaddleError)) throw error;
        warnings.push(`${value} of ${metric} is left out: ${error.problem}`);
        return [];
      }
    });
  return { figures: [primary, ...others], warnings };
}

function primaryOf(
  runs: readonly CollectedRun[],
  wanted: WantedFigure | undefined,
  pairs: readonly { readonly metric: string; readonly value: string; readonly judged: boolean }[],
): Figure {
  if (finished(runs).length === 0) {
    throw new SaddleError('SADDLE_STUDY_FIGURES', {
      problem: 'None of the runs is finished: there is nothing to compare.',
      advice: '`saddle ls` shows how runs stand.',
    });
  }
  if (!wanted) {
    const first = pairs.find(({ judged }) => judged);
    if (first) return measuredFigure(runs, first.metric, first.value);
    const training = [...new Set(finished(runs).flatMap(({ series }) => Object.keys(series)))];
    throw new SaddleError('SADDLE_STUDY_FIGURES', {
      problem: 'None of the runs was measured: there is no evaluation of their last weights.',
      advice: `Measure each with \`saddle evaluate\`, or name a training value with --metric and --direction: ${training.join(', ')}.`,
    });
  }
  const { use, value } = wanted;
  const named = pairs.filter((pair) => pair.value === value || pair.metric === value);
  const fitting = named.filter(({ metric }) => use === undefined || metric === use);
  const [found] = fitting.toSorted((a, b) => Number(b.value === value) - Number(a.value === value));
  if (found) return measuredFigure(runs, found.metric, found.value, wanted);
  if (use !== undefined) return measuredFigure(runs, use, value, wanted);
  return trainingFigure(runs, wanted);
}

const names = (ids: readonly string[]): string =>
  ids.length > 4 ? `${ids.slice(0, 4).join(', ')} and ${ids.length - 4} others` : ids.join(', ');
