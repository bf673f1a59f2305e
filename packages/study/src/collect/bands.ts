import type { ReportBand, ReportSeries } from '@saddle/report';
import { ascending, interquartileMean, quantileOfSorted } from '../statistics/summary.js';

/**
 * The interquartile mean over a variant's runs and the range of their middle half, at the steps that all of them have.
 * With fewer than two runs there is nothing to average.
 */
export function bandOf(series: string, variant: string, runs: readonly ReportSeries[]): ReportBand | undefined {
  if (runs.length < 2) return undefined;
  const counts = new Map<number, number>();
  for (const { step } of runs)
    for (let i = 0; i < step.length; i++) counts.set(step[i]!, (counts.get(step[i]!) ?? 0) + 1);
  const common = new Set([...counts].filter(([, count]) => count === runs.length).map(([step]) => step));
  const columns = runs.map(({ step, value }) => {
    const kept: number[] = [];
    for (let i = 0; i < step.length; i++) if (common.has(step[i]!)) kept.push(value[i]!);
    return kept;
  });
  const steps = [...common].sort((a, b) => a - b);
  if (steps.length === 0) return undefined;
  const [middle, low, high] = [
    new Float64Array(steps.length),
    new Float64Array(steps.length),
    new Float64Array(steps.length),
  ];
  for (let i = 0; i < steps.length; i++) {
    const values = columns.map((column) => column[i]!);
    const sorted = ascending(values);
    middle[i] = interquartileMean(values);
    low[i] = quantileOfSorted(sorted, 0.25);
    high[i] = quantileOfSorted(sorted, 0.75);
  }
  return { series, variant, step: steps, middle, low, high };
}
