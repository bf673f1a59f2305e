import type { ResolvedConfig } from '@saddle/config';
import type { Hook, MetricsLog, EvaluationRecord } from '@saddle/core';
import type { Experiment } from '../compose/experiment.js';
import type { Evaluator } from '../run/evaluate.js';

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));

/**
 * Measures at the intervals of the config and at the end; records go to metrics.jsonl before the checkpoint of the same
 * iteration, so that a resume cuts them off and repeats them. The untrained generator is not measured.
 */
export function evaluationHook(
  config: ResolvedConfig,
  { metrics }: Experiment,
  evaluator: Evaluator,
  log: MetricsLog,
  told: (records: readonly EvaluationRecord[]) => void,
): Hook {
  const intervals = config.metrics.flatMap(({ every }) => every ?? []);
  return {
    name: 'evaluation',
    every: intervals.length > 0 ? intervals.reduce(divisor) : Number.POSITIVE_INFINITY,
    async run({ iteration, last }) {
      if (iteration === 0) return;
      const due = metrics.filter(({ section: { every } }) => last || (every !== undefined && iteration % every === 0));
      const records = await evaluator.evaluate(iteration, due);
      for (const record of records) log.append({ ...record, time: new Date().toISOString() });
      told(records);
    },
  };
}

/** Figures by the shortest name that tells them apart: the metric's name before those of a metric used again. */
export const figuresOf = (records: readonly EvaluationRecord[]): Record<string, number> =>
  Object.fromEntries(
    records.flatMap(({ metric, protocol, values }) =>
      Object.entries(values).map(([name, value]) => [
        metric === protocol['metric'] ? name : `${metric}/${name}`,
        value,
      ]),
    ),
  );

/** How figures are printed: `FID_10000 12.34 (protocol 0a1b2c3d)`. */
export const figureLines = ({ values, labels, protocolHash }: EvaluationRecord): string[] =>
  Object.entries(values).map(
    ([name, value]) =>
      `${(labels?.[name] ?? name).padEnd(28)} ${Number(value.toPrecision(6))}  (protocol ${protocolHash.slice(0, 8)})`,
  );
