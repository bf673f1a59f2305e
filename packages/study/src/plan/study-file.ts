import { z } from 'zod';

const count = z.int().min(1);
const share = z.number().gt(0).lt(1);

const variantName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,47}$/, 'Expected a name of at most 48 small letters, digits and hyphens');

const overridePath = z
  .string()
  .regex(
    /^[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*|\[\d{1,6}\])*$/,
    'Expected a path into the config such as `loss.use` or `regularizers[0].weight`',
  );

const overrides = z
  .record(overridePath, z.unknown())
  .default({})
  .describe('Values of the config by their paths, laid over the base: { loss: { use: hinge }, data.batch: 32 }.');

const variant = z.strictObject({
  name: variantName.describe('What the report calls it, and the start of its run directories.'),
  description: z.string().min(1).optional().describe('One line for the report.'),
  set: overrides,
});

const metric = z.strictObject({
  use: z
    .string()
    .min(1)
    .optional()
    .describe("The metric plugin, as under the config's `metrics:`; absent for a training value."),
  value: z
    .string()
    .min(1)
    .describe("Which of the metric's figures, such as `fid`, or a training value such as `generator/loss`."),
  direction: z.enum(['lower', 'higher']).describe('Whether a lower or a higher figure is better.'),
  scale: z
    .enum(['log', 'linear'])
    .optional()
    .describe(
      'Analysed on logs, so that effects are ratios, or as it is; FID on logs, all else linearly where absent.',
    ),
});

/** A study's file: what is compared, and by which rules it will be judged, declared before anything runs. */
export const studySchema = z.strictObject({
  question: z.string().min(1).describe('What the study is to answer.'),
  base: z.string().min(1).describe('The config that all variants change, from the folder of this file.'),
  set: overrides,
  variants: z
    .union([z.array(variant).min(1), z.record(overridePath, z.array(z.unknown()).min(1))])
    .describe(
      'A list of variants, each with a `name` and what it `set`s; or a matrix of paths with values to combine.',
    ),
  seeds: z
    .union([count.max(1000), z.array(z.int().gte(0)).min(1)])
    .default(5)
    .describe('How many, counted from 0, or a list.'),
  budget: z
    .union([
      z.strictObject({ iterations: count.describe('Iterations of each run.') }),
      z.strictObject({ images: count.describe('Real examples shown in each run.') }),
      z.strictObject({ seconds: z.number().gt(0).describe('Training time of each run, at a pace measured first.') }),
    ])
    .optional()
    .describe("How long each run trains; the config's own budget where absent."),
  metric: metric.describe('The primary metric, which decides the verdicts.'),
  baseline: variantName.describe('The variant that all others are compared with.'),
  alpha: share.default(0.05).describe('Level of significance, over all verdicts together.'),
  margin: share.default(0.05).describe('The smallest relative difference that matters.'),
  design: z
    .enum(['independent', 'paired'])
    .default('independent')
    .describe('Whether runs of one seed are compared in pairs; done only where they share and correlate enough.'),
  jobs: count.max(256).default(1).describe('Runs at a time.'),
  retries: z
    .int()
    .gte(0)
    .max(100)
    .default(2)
    .describe('Times a run that was killed or hit a passing fault is tried again.'),
});

export type StudyFile = z.output<typeof studySchema>;

export type StudyMetric = StudyFile['metric'] & { readonly scale: 'log' | 'linear' };

/** FID is positive and its differences are ratios; KID may be negative, and shares and counts are zero at times. */
export const scaleOf = (value: string): 'log' | 'linear' => (/^fid(_\d+)?$/i.test(value) ? 'log' : 'linear');
