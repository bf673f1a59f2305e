import type { ReportBand, ReportFacts, ReportModel, ReportRun } from '@saddle/report';
import { SaddleError, suggest } from '@saddle/core';
import {
  chooseDesign,
  compareToBaseline,
  exploreSecondary,
  performanceProfile,
  summarizeVariant,
  type Design,
  type Outcome,
} from '../statistics/index.js';
import { auditOf } from './audit.js';
import { bandOf } from './bands.js';
import { differingKeys, variantKeys } from './config-keys.js';
import { chooseFigures, type Figure, type WantedFigure } from './figures.js';
import type { GroupedRun } from './group.js';
import { picturesOf } from './pictures.js';

export interface ComparisonRequest {
  readonly title: string;
  readonly question?: string;
  readonly runs: readonly GroupedRun[];
  /** In the order they are shown. */
  readonly variants: readonly { readonly name: string; readonly description?: string }[];
  readonly baseline: string;
  /** The primary figure; the first that was measured where undefined. */
  readonly metric?: WantedFigure | undefined;
  readonly alpha: number;
  readonly margin: number;
  readonly design: Design;
  readonly notes?: readonly string[];
  readonly warnings?: readonly string[];
  readonly provenance: readonly ReportFacts[];
}

const thresholdCount = 60;

/**
 * The report's model from collected runs: figures of one protocol, statistics with failed runs as the worst, the
 * fairness audit, curves and pictures. Runs that are neither finished nor failed are left out and named.
 *
 * @throws SADDLE_METRIC_PROTOCOL, SADDLE_STUDY_FIGURES, SADDLE_STUDY_BASELINE, SADDLE_USAGE
 */
export function buildReport(request: ComparisonRequest): ReportModel {
  const unfinished = request.runs.filter(({ status }) => status === 'unfinished');
  const runs = request.runs
    .filter(({ status }) => status !== 'unfinished')
    .toSorted((a, b) => order(request, a) - order(request, b) || a.seed - b.seed);
  const variants = request.variants.filter(({ name }) => runs.some(({ variant }) => variant === name));
  const names = variants.map(({ name }) => name);
  const { figures, warnings } = chooseFigures(runs, request.metric);
  const primary = figures[0]!;
  if (!names.includes(request.baseline)) {
    throw new SaddleError('SADDLE_STUDY_BASELINE', {
      problem: `The baseline '${request.baseline}' has no finished or failed run. ${suggest(request.baseline, names)}`,
    });
  }
  const { design, notes } = chosenDesign(request, runs, names, primary);
  const rules = { alpha: request.alpha, margin: request.margin };
  const outcomes = (figure: Figure) => outcomesOf(figure, runs, names);
  const failed = runs.filter(({ status }) => status !== 'done').length;
  return {
    title: request.title,
    ...(request.question !== undefined && { question: request.question }),
    created: new Date().toISOString(),
    design: {
      baseline: request.baseline,
      ...rules,
      seeds: [...new Set(runs.map(({ seed }) => seed))].sort((a, b) => a - b),
      budget: budgetOf(runs),
      notes: [...(request.notes ?? []), ...notes],
    },
    metrics: figures.map(({ name, direction, scale, protocol, protocolHash }) => ({
      name,
      direction,
      scale,
      protocol,
      protocolHash,
    })),
    variants: variants.map((variant) => {
      const networks = runs.find(({ variant: name, info }) => name === variant.name && info)?.info?.networks;
      const parameters =
        networks && Object.fromEntries(Object.entries(networks).map(([name, one]) => [name, one.parameters]));
      return { ...variant, ...(parameters && { parameters }) };
    }),
    runs: runs.map((run) => reportRun(run, figures)),
    summaries: figures.flatMap((figure) =>
      [...outcomes(figure)].map(([variant, own]) => ({
        metric: figure.name,
        variant,
        ...summarizeVariant(own, { direction: figure.direction, scale: figure.scale }),
      })),
    ),
    contrasts: compareToBaseline(outcomes(primary), request.baseline, {
      direction: primary.direction,
      scale: primary.scale,
      design,
      ...rules,
    }),
    explorations: figures.slice(1).flatMap((figure) =>
      exploreSecondary(outcomes(figure), request.baseline, {
        direction: figure.direction,
        scale: figure.scale,
        design,
        ...rules,
      }).map((one) => ({ metric: figure.name, ...one })),
    ),
    profile: profileOf(primary, outcomes(primary)),
    audit: auditOf(runs, names),
    bands: bandsOf(runs, names, figures),
    ...picturesPart(runs, names, primary),
    provenance: request.provenance,
    warnings: [
      ...(request.warnings ?? []),
      ...warnings,
      ...(unfinished.length > 0
        ? [`${unfinished.length} runs are not finished and left out: ${unfinished.map(({ id }) => id).join(', ')}.`]
        : []),
      ...(failed > 0
        ? [`${failed} of ${runs.length} runs failed or diverged. They count as the worst; interquartile means lead.`]
        : []),
    ],
  };
}

const order = ({ variants }: ComparisonRequest, { variant }: GroupedRun): number =>
  variants.findIndex(({ name }) => name === variant);

const outcomesOf = (
  { finals }: Figure,
  runs: readonly GroupedRun[],
  variants: readonly string[],
): Map<string, Outcome[]> =>
  new Map(
    variants.map((name) => [
      name,
      runs
        .filter(({ variant }) => variant === name)
        .map(({ id, status }): Outcome => {
          const value = status === 'done' ? finals.get(id) : undefined;
          // A figure that is not finite is what a generator gave that collapsed beyond measure.
          return value !== undefined && Number.isFinite(value) ? value : 'failed';
        }),
    ]),
  );

const picturesPart = (runs: readonly GroupedRun[], names: readonly string[], primary: Figure) => {
  const pictures = picturesOf(runs, names, primary);
  return pictures ? { pictures } : {};
};

function reportRun(run: GroupedRun, figures: readonly Figure[]): ReportRun {
  const { id, variant, seed, status, steps, pictures, seconds, series, progress, failure } = run;
  const measured = figures.flatMap((figure) => {
    const own = figure.series.get(id);
    return own && own.step.length > 0 ? [[figure.name, own] as const] : [];
  });
  return {
    id,
    variant,
    seed,
    status: status === 'unfinished' ? 'failed' : status,
    steps,
    pictures,
    seconds,
    figures: Object.fromEntries(figures.map(({ name, finals }) => [name, finals.get(id) ?? null])),
    series: { ...Object.fromEntries(measured), ...series },
    progress,
    ...(failure && { failure }),
  };
}

/** Paired only where the study asked for it, the seeds are shared, and the runs of one seed correlate in every contrast. */
function chosenDesign(
  { design, baseline }: ComparisonRequest,
  runs: readonly GroupedRun[],
  names: readonly string[],
  primary: Figure,
): { readonly design: Design; readonly notes: readonly string[] } {
  if (design === 'independent') return { design, notes: ['Runs of one seed are not paired.'] };
  const outcomes = outcomesOf(primary, runs, names);
  const seedsOf = (name: string) => runs.filter(({ variant }) => variant === name).map(({ seed }) => seed);
  const keys = names.map((name) => variantKeys(runs.find(({ variant }) => variant === name)!.config));
  const shareStart = differingKeys(keys).every(({ key }) => !/^(architecture|latent|data|conditional)\b/.test(key));
  const contrasts = names
    .filter((name) => name !== baseline)
    .map((name) => {
      const seedsAreShared = shareStart && seedsOf(name).join() === seedsOf(baseline).join();
      const pilot = { variant: outcomes.get(name)!, baseline: outcomes.get(baseline)! };
      return { name, ...chooseDesign(pilot, { scale: primary.scale, seedsAreShared }) };
    });
  const told = contrasts
    .map(({ name, correlation }) => `${name} ${correlation === undefined ? 'not known' : correlation.toFixed(2)}`)
    .join(', ');
  return contrasts.every((one) => one.design === 'paired')
    ? { design, notes: [`Runs are paired by seed. Correlation with the baseline: ${told}.`] }
    : {
        design: 'independent',
        notes: [
          `The study asked for pairs by seed, but they need shared initialisation and data order, no failed run and a correlation of at least .3 in every contrast. It is: ${told}.`,
        ],
      };
}

function budgetOf(runs: readonly GroupedRun[]): string {
  const done = runs.filter(({ status }) => status === 'done');
  const words = new Set(
    done.map(({ steps, config }) => {
      const batch = (config['data'] as { batch?: number } | undefined)?.batch;
      return `${steps.toLocaleString('en')} steps of batch ${batch ?? '?'}`;
    }),
  );
  return words.size === 1 ? [...words][0]! : `unequal: ${[...words].join(', ')}`;
}

function profileOf({ name, direction }: Figure, outcomes: ReadonlyMap<string, readonly Outcome[]>) {
  const finals = [...outcomes.values()].flat().filter((value) => value !== 'failed');
  const [low, high] = [Math.min(...finals), Math.max(...finals)];
  const reach = (high - low || Math.abs(high) || 1) * 0.05;
  const thresholds = Array.from(
    { length: thresholdCount },
    (_, i) => low - reach + (i / (thresholdCount - 1)) * (high - low + 2 * reach),
  );
  const shares = [...outcomes].map(([variant, own]) => [
    variant,
    performanceProfile(own, thresholds, direction).map(({ share }) => share),
  ]);
  return { metric: name, thresholds, shares: Object.fromEntries(shares) as Record<string, number[]> };
}

function bandsOf(runs: readonly GroupedRun[], names: readonly string[], figures: readonly Figure[]): ReportBand[] {
  return names.flatMap((variant) => {
    const done = runs.filter((run) => run.variant === variant && run.status === 'done');
    const measured = figures.flatMap(
      ({ name, series }) =>
        bandOf(
          name,
          variant,
          done.map(({ id }) => series.get(id)!).filter((one) => (one?.step.length ?? 0) > 0),
        ) ?? [],
    );
    const training = Object.keys(done[0]?.series ?? {}).flatMap(
      (name) =>
        bandOf(
          name,
          variant,
          done.flatMap(({ series }) => series[name] ?? []),
        ) ?? [],
    );
    return [...measured, ...training];
  });
}
