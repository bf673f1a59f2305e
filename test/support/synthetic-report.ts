import { encodePng, gridPicture, type ReportModel, type ReportRun } from '@saddle/report';
import { HostRandom } from '@saddle/core';
import {
  compareToBaseline,
  exploreSecondary,
  interquartileMean,
  performanceProfile,
  quantileOfSorted,
  summarizeVariant,
  type Outcome,
} from '@saddle/study';

export interface SyntheticOptions {
  readonly variants?: number;
  readonly seeds?: number;
  /** Points of each loss curve. */
  readonly points?: number;
  readonly pictures?: boolean;
  /** Let one run of the last variant diverge. */
  readonly failures?: boolean;
}

const names = [
  'minimax',
  'non-saturating',
  'wasserstein-gp',
  'hinge',
  'least-squares',
  'relativistic',
  'r1',
  'lecam',
  'dragan',
  'ebgan',
];

/** A comparison of invented runs: no number of it was ever measured, and its title says so. */
export function syntheticReport(options: SyntheticOptions = {}): ReportModel {
  const { variants: count = 4, seeds: seedCount = 5, points = 400, pictures = true, failures = true } = options;
  const random = new HostRandom(7, '/test/report');
  const normal = () => random.normal();
  const variants = Array.from({ length: count }, (_, i) => names[i] ?? `variant-${i}`);
  const seeds = Array.from({ length: seedCount }, (_, i) => i);
  const steps = 20_000;
  const level = [20, 14, 19.6, 24, 17, 20.4, 12, 22, 19, 31];
  const runs = variants.flatMap((variant, v) =>
    seeds.map((seed): ReportRun => {
      const end = (level[v % 10] ?? 20) * Math.exp(0.05 * normal());
      const failed = failures && v === count - 1 && seed === 1;
      const step = Float64Array.from({ length: points }, (_, i) => Math.round(((i + 1) / points) * steps));
      const evaluated = Array.from({ length: 20 }, (_, i) => ((i + 1) * steps) / 20);
      const curve = (f: (share: number) => number) => ({ step, value: step.map((at) => f(at / steps)) });
      const last = failed ? 9000 : steps;
      const cut = <S extends ArrayLike<number>>({ step, value }: { step: S; value: S }) => {
        const kept = Array.from(step).filter((at) => at <= last).length;
        return { step: Array.prototype.slice.call(step, 0, kept), value: Array.prototype.slice.call(value, 0, kept) };
      };
      const seconds = 300 * (1 + 0.1 * v) * (1 + 0.04 * normal());
      return {
        id: `synthetic-${variant}-${seed}`,
        variant,
        seed,
        status: failed ? 'diverged' : 'done',
        steps: last,
        pictures: last * 64,
        seconds: (seconds * last) / steps,
        figures: failed ? {} : { FID_10k: end, KID: (end - 11) / 1000 + 0.0002 * normal(), recall: 0.8 - end / 100 },
        series: {
          FID_10k: cut({
            step: evaluated,
            value: evaluated.map((at) => end * (1 + 12 * Math.exp(-5 * (at / steps))) * Math.exp(0.04 * normal())),
          }),
          'loss/discriminator': cut(curve((s) => 1.3 * Math.exp(-3 * s) + 0.5 + 0.15 * normal())),
          'loss/generator': cut(curve((s) => 0.8 + (0.8 + 0.1 * v) * s + 0.3 * normal())),
          'gradient norm/generator': cut(curve((s) => Math.exp(1 - s + 0.5 * normal()))),
        },
        progress: { step: [0, last], pictures: [0, last * 64], seconds: [0, (seconds * last) / steps] },
        ...(failed && {
          failure: {
            code: 'SADDLE_TRAIN_DIVERGED',
            message: "The generator's loss became NaN at step 9,000, in the term 'hinge'.",
            step: 9000,
            log: ['step 8900  loss 41.2', 'step 8950  loss 9.1e4', 'step 9000  loss NaN', '<stopped> & kept'],
          },
        }),
      };
    }),
  );
  const outcomes = (metric: string) =>
    new Map(
      variants.map((name) => [
        name,
        runs.filter(({ variant }) => variant === name).map((run): Outcome => run.figures[metric] ?? 'failed'),
      ]),
    );
  const metrics = [
    {
      name: 'FID_10k',
      direction: 'lower',
      scale: 'log',
      protocol: { extractor: 'synthetic', N: 10_000, resize: 'none', ema: true, checkpoint: 'last' },
      protocolHash: '5e3a91c0',
    },
    {
      name: 'KID',
      direction: 'lower',
      scale: 'linear',
      protocol: { extractor: 'synthetic', N: 10_000, subsets: 100 },
      protocolHash: '77b0c2de',
    },
    { name: 'recall', direction: 'higher', scale: 'linear', protocol: { k: 5, N: 10_000 }, protocolHash: '01f4aa90' },
  ] as const;
  const primary = outcomes('FID_10k');
  const baseline = variants[0]!;
  const finals = runs.map(({ figures }) => figures['FID_10k']).filter((value) => typeof value === 'number');
  const thresholds = Array.from(
    { length: 60 },
    (_, i) => Math.min(...finals) * 0.95 + (i / 59) * (Math.max(...finals) * 1.05 - Math.min(...finals) * 0.95),
  );
  const evaluated = Array.from({ length: 20 }, (_, i) => ((i + 1) * steps) / 20);
  return {
    title: 'Invented losses on invented data (synthetic)',
    question: 'Does the report read well? Every number here is made up by the test suite.',
    created: '2026-01-02T03:04:05.000Z',
    design: {
      baseline,
      alpha: 0.05,
      margin: 0.05,
      seeds,
      budget: '20,000 steps of batch 64',
      notes: ['Runs are not paired: the pilot correlation was .08.'],
    },
    metrics,
    variants: variants.map((name) => ({ name, parameters: { generator: 1_100_000, discriminator: 900_000 } })),
    runs,
    summaries: metrics.flatMap(({ name: metric, direction, scale }) =>
      [...outcomes(metric)].map(([variant, own]) => ({
        metric,
        variant,
        ...summarizeVariant(own, { direction, scale, resamples: 500 }),
      })),
    ),
    contrasts: compareToBaseline(primary, baseline, { direction: 'lower', scale: 'log' }),
    explorations: metrics
      .slice(1)
      .flatMap(({ name: metric, direction, scale }) =>
        exploreSecondary(outcomes(metric), baseline, { direction, scale }).map((one) => ({ metric, ...one })),
      ),
    profile: {
      metric: 'FID_10k',
      thresholds,
      shares: Object.fromEntries(
        [...primary].map(([name, own]) => [
          name,
          performanceProfile(own, thresholds, 'lower').map(({ share }) => share),
        ]),
      ),
    },
    audit: {
      checks: [
        { quantity: 'Steps', values: Object.fromEntries(variants.map((name) => [name, '20,000'])), equal: true },
        {
          quantity: 'Pictures seen',
          values: Object.fromEntries(variants.map((name) => [name, '1,280,000'])),
          equal: true,
        },
        {
          quantity: 'Parameters (generator + discriminator)',
          values: Object.fromEntries(variants.map((name) => [name, '1.1 M + 0.9 M'])),
          equal: true,
        },
        {
          quantity: 'Time of a run, median',
          values: Object.fromEntries(variants.map((name, v) => [name, `${(5 + 0.5 * v).toFixed(1)} min`])),
          equal: false,
          note: 'Beyond 10 %: the penalty costs a second backward pass.',
        },
      ],
      differences: [{ key: 'loss.use', values: Object.fromEntries(variants.map((name) => [name, name])) }],
    },
    bands: variants.flatMap((variant) => {
      const own = runs
        .filter((run) => run.variant === variant && run.status === 'done')
        .map((run) => Array.from(run.series['FID_10k']!.value));
      const at = (i: number) => own.map((values) => values[i]!).sort((a, b) => a - b);
      return [
        {
          series: 'FID_10k',
          variant,
          step: evaluated,
          middle: evaluated.map((_, i) => interquartileMean(at(i))),
          low: evaluated.map((_, i) => quantileOfSorted(at(i), 0.25)),
          high: evaluated.map((_, i) => quantileOfSorted(at(i), 0.75)),
        },
      ];
    }),
    ...(pictures && {
      pictures: {
        caption: 'The same 16 latents, EMA weights',
        rankedBy: 'FID_10k',
        grids: variants.flatMap((variant, v) =>
          (['best', 'median', 'worst'] as const).map((role, r) => ({
            variant,
            role,
            seed: r,
            figure: 15 + v + r,
            frames: [1000, 5000, 20_000].map((step) => ({ step, src: syntheticGrid(step / 20_000, v + r) })),
          })),
        ),
        extras: [
          {
            title: 'Interpolations',
            caption: 'Between two latents of the best run.',
            items: variants.map((label, v) => ({ label, src: syntheticGrid(1, v) })),
          },
        ],
      },
    }),
    histograms: variants.map((variant, v) => ({
      title: `${variant}, seed 0`,
      edges: Array.from({ length: 25 }, (_, i) => i - 12),
      counts: {
        real: Array.from({ length: 24 }, (_, i) => Math.round(500 * Math.exp(-(((i - 14 - v) / 3) ** 2)))),
        generated: Array.from({ length: 24 }, (_, i) => Math.round(500 * Math.exp(-(((i - 9 + v) / 3) ** 2)))),
      },
    })),
    provenance: [
      {
        title: 'Software',
        facts: [
          ['saddle', '0.1.0'],
          ['node', 'v20.0.0'],
          ['TensorFlow', 'synthetic'],
        ],
      },
      { title: 'Repeat', facts: [['command', 'saddle study run experiments/synthetic.yaml']] },
    ],
    warnings: failures ? ['One run diverged; interquartile means lead.'] : [],
  };
}

/** Discs that become sharper with training. */
function syntheticGrid(share: number, kind: number): string {
  const [count, side] = [16, 16];
  const values = Float32Array.from({ length: count * side * side }, (_, i) => {
    const [k, y, x] = [Math.floor(i / 256), Math.floor(i / 16) % 16, i % 16];
    const away = Math.hypot(x - 7.5, y - 7.5) - 3 - ((k + kind) % 4);
    return Math.tanh(-away * (0.1 + 3 * share));
  });
  const png = encodePng(gridPicture({ values, count, shape: [side, side, 1], columns: 4 }));
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}
