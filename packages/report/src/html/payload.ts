import type { CurvesPayload, LinePayload, PicturesPayload, ProgressPayload } from '../../client/payload.js';
import type { ReportModel, ReportPictures, ReportSeries } from '../model.js';
import { stretchMeans, thinned } from './thin.js';

/** Points in the page over all runs and series: enough for sharp curves, few enough to open at once. */
const pointBudget = 240_000;
const mostPoints = 400;
const fewestPoints = 40;
const progressKnots = 33;
/** Longer series are noisy ones, such as losses of single batches: they are also shown as means. */
const longSeries = 200;
const smoothPoints = 80;

/** Names of all series, metrics first, in the order runs have them. */
export function seriesNames({ metrics, runs }: ReportModel): string[] {
  const names = new Set(runs.flatMap(({ series }) => Object.keys(series)));
  const first = metrics.map(({ name }) => name).filter((name) => names.has(name));
  return [...new Set([...first, ...names])];
}

/** One series of all runs, thinned for display. */
export function curvesPayload(model: ReportModel, name: string): CurvesPayload {
  const indices = new Map(model.variants.map((variant, i) => [variant.name, i]));
  const most = Math.max(
    fewestPoints,
    Math.min(mostPoints, Math.floor(pointBudget / Math.max(1, model.runs.length * seriesNames(model).length))),
  );
  const lines = model.runs.flatMap((run, index) => {
    const series = run.series[name];
    if (!series || series.value.length === 0) return [];
    const kept = thinned(series.value, most);
    return [
      {
        variant: indices.get(run.variant)!,
        run: index,
        step: kept.map((i) => series.step[i]!),
        value: kept.map((i) => short(series.value[i]!)),
        ...(series.value.length > longSeries && { smooth: smoothed(series) }),
      },
    ];
  });
  const bands = (model.bands ?? [])
    .filter(({ series }) => series === name)
    .map((band) => {
      const kept = thinned(band.middle, mostPoints);
      const pick = (values: ArrayLike<number>) => kept.map((i) => short(values[i]!));
      const { middle, low, high } = band;
      return {
        variant: indices.get(band.variant)!,
        step: kept.map((i) => band.step[i]!),
        middle: pick(middle),
        low: pick(low),
        high: pick(high),
      };
    });
  const metric = model.metrics.find((one) => one.name === name);
  return { name, log: metric?.scale !== 'linear' && spans(lines, metric ? 10 : 100), lines, bands };
}

function smoothed({ step, value }: ReportSeries): NonNullable<LinePayload['smooth']> {
  const { at, mean } = stretchMeans(value, smoothPoints);
  return { step: at.map((i) => step[i]!), value: mean.map(short) };
}

/** How far runs were, at few enough steps to be read at once. */
export function progressPayload({ runs, variants }: ReportModel): ProgressPayload {
  const indices = new Map(variants.map(({ name }, i) => [name, i]));
  return runs.map(({ variant, progress, steps, pictures, seconds }) => {
    // A run that does not say how far it was went evenly.
    const known =
      progress && progress.step.length > 0
        ? progress
        : { step: [0, steps], pictures: [0, pictures], seconds: [0, seconds] };
    const last = known.step.length - 1;
    const count = Math.min(known.step.length, progressKnots);
    const kept = Array.from({ length: count }, (_, i) => (count === 1 ? 0 : Math.round((i * last) / (count - 1))));
    const pick = (values: ArrayLike<number>) => kept.map((i) => Number(values[i]!.toPrecision(6)));
    return {
      variant: indices.get(variant)!,
      step: kept.map((i) => known.step[i]!),
      pictures: pick(known.pictures),
      seconds: pick(known.seconds),
    };
  });
}

const short = (value: number) => (Number.isFinite(value) ? Number(value.toPrecision(5)) : null);

/** Whether all values are positive and the greatest is more than `factor` times the least. */
function spans(lines: readonly LinePayload[], factor: number): boolean {
  let [low, high] = [Infinity, 0];
  for (const { value } of lines) {
    for (const one of value) {
      if (one === null) continue;
      if (one <= 0) return false;
      low = Math.min(low, one);
      high = Math.max(high, one);
    }
  }
  return high > factor * low;
}

/** All pictures but the last of each grid, which stands in the page itself. */
export function picturesPayload({ grids }: ReportPictures): PicturesPayload {
  const steps = [...new Set(grids.flatMap(({ frames }) => frames.map(({ step }) => step)))].sort((a, b) => a - b);
  return {
    steps,
    grids: grids.map(({ frames }) => ({
      steps: frames.map(({ step }) => step),
      sources: frames.slice(0, -1).map(({ src }) => src),
    })),
  };
}
