import path from 'node:path';
import {
  budgetIterations,
  configHash,
  loadDocument,
  overridePrefix,
  Problems,
  type LoadedDocument,
  type ResolvedConfig,
} from '@saddle/config';
import { isSaddleError, SaddleError, suggest, type SourcePosition } from '@saddle/core';
import { runIdentity, type CodeVersions } from './identity.js';
import type { PlannedRun, PlannedVariant, StudyPlan } from './plan.js';
import { scaleOf, studySchema, type StudyFile } from './study-file.js';
import { expandVariants, type Variant } from './variants.js';

/** What a plan needs from the command around it, which knows plugins. */
export interface PlanServices {
  loadConfig(file: string, overrides: readonly string[]): Promise<ResolvedConfig>;
  /** Versions of the code behind a config. */
  versions(config: ResolvedConfig): Promise<CodeVersions>;
  /** Iterations that a variant makes in the seconds of a time budget; measured once for a study, then kept. */
  iterationsIn(seconds: number, variant: PlannedVariant, base: string): Promise<number>;
}

/**
 * Reads a study's file and resolves every variant with every seed.
 *
 * @throws SADDLE_CONFIG_INVALID with the problems of the file and of all variants' configs at once, each with its place
 */
export async function makePlan(file: string, services: PlanServices): Promise<StudyPlan> {
  const problems = new Problems();
  const document = await loadDocument(file, studySchema, problems);
  if (!document) throw problems.error(file);
  const study = document.data;
  const base = path.resolve(path.dirname(file), study.base);
  const variants = expandVariants(study);
  const seeds = typeof study.seeds === 'number' ? Array.from({ length: study.seeds }, (_, i) => i) : study.seeds;
  checkNames(study, variants, seeds, document, problems);

  const loaded: PlannedVariant[] = [];
  for (const variant of variants) {
    const own = overridesOf(study, variant);
    const config = await services.loadConfig(base, own).catch((error: unknown) => {
      addConfigErrors(error, variant, document, problems, file);
      return undefined;
    });
    if (!config) continue;
    checkMetric(study, variant, config, document, problems);
    // Pictures of all runs from the same latents, so that what differs between them is not the draw.
    const latents = config.sampling.seed === undefined ? [`sampling.seed=${seeds[0]}`] : [];
    const { name, description } = variant;
    const planned: PlannedVariant = {
      name,
      ...(description !== undefined && { description }),
      overrides: [...own, ...latents],
    };
    loaded.push(planned);
  }
  if (problems.any) throw problems.error(file);

  const allVersions = new Map<string, string>();
  const runs: PlannedRun[] = [];
  const budgeted: PlannedVariant[] = [];
  for (const planned of loaded) {
    const timed = study.budget && 'seconds' in study.budget ? study.budget.seconds : undefined;
    const limit = timed === undefined ? [] : [iterationBudget(await services.iterationsIn(timed, planned, base))];
    const variant = { ...planned, overrides: [...planned.overrides, ...limit] };
    budgeted.push(variant);
    const config = await services.loadConfig(base, variant.overrides);
    const versions = await services.versions(config);
    for (const [name, version] of Object.entries(versions)) allVersions.set(name, version);
    for (const seed of seeds) {
      runs.push({
        id: `${variant.name}-${seed}`,
        variant: variant.name,
        seed,
        identity: runIdentity(configHash({ ...config, seed }), seed, versions),
        overrides: [...variant.overrides, `seed=${seed}`, `name=${variant.name}`],
        iterations: budgetIterations(config),
      });
    }
  }
  const { question, metric, baseline, alpha, margin, design, jobs, retries } = study;
  return {
    name: studyName(file),
    question,
    file: path.resolve(file),
    base,
    metric: { ...metric, scale: metric.scale ?? scaleOf(metric.value) },
    baseline,
    alpha,
    margin,
    design,
    seeds,
    jobs,
    retries,
    versions: Object.fromEntries(allVersions),
    variants: budgeted,
    runs,
  };
}

export const studyName = (file: string): string => path.basename(file).replace(/\.[^.]*$/, '');

const iterationBudget = (iterations: number): string => `budget={"iterations":${iterations}}`;

/** The study's own values first, then the variant's; JSON is YAML, too. */
function overridesOf({ set, budget }: StudyFile, variant: Variant): string[] {
  const common = budget && !('seconds' in budget) ? { budget } : {};
  return [set, common, variant.set].flatMap((values) =>
    Object.entries(values).map(([key, value]) => `${key}=${JSON.stringify(value)}`),
  );
}

function checkNames(
  { baseline, set }: StudyFile,
  variants: readonly Variant[],
  seeds: readonly number[],
  { at }: LoadedDocument<StudyFile>,
  problems: Problems,
): void {
  const names = variants.map(({ name }) => name);
  for (const [i, { name, path: place, set: own }] of variants.entries()) {
    if (names.indexOf(name) < i) {
      problems.add({
        code: 'SADDLE_CONFIG_VALUE',
        at: at(place),
        problem: `Expected variants of different names; there are two called '${name}'.`,
        advice: place.length === 1 ? 'Write the variants as a list with names of your own.' : 'Rename one of them.',
        about: name,
      });
    }
    for (const [from, values] of [
      [['set'], set],
      [[...place, 'set'], own],
    ] as const) {
      if (!('seed' in values)) continue;
      problems.add({
        code: 'SADDLE_CONFIG_INCOMPATIBLE',
        at: at([...from, 'seed']),
        problem: '`seed` cannot be set by a variant: each variant runs with every one of the study’s `seeds`.',
        advice: 'Write `seeds:` instead.',
      });
    }
  }
  if (!names.includes(baseline)) {
    problems.add({
      code: 'SADDLE_STUDY_BASELINE',
      at: at('baseline'),
      problem: `Expected the baseline to be one of the variants; received '${baseline}'. ${suggest(baseline, names)}`,
    });
  }
  if (new Set(seeds).size < seeds.length) {
    problems.add({ code: 'SADDLE_CONFIG_VALUE', at: at('seeds'), problem: 'Expected each seed once.' });
  }
}

/** The primary metric must be measured in every variant, or there would be nothing to judge at the end. */
function checkMetric(
  { metric: { use } }: StudyFile,
  { name }: Variant,
  { metrics }: ResolvedConfig,
  { at }: LoadedDocument<StudyFile>,
  problems: Problems,
): void {
  if (use === undefined || metrics.some((section) => section.use === use)) return;
  problems.add({
    code: 'SADDLE_CONFIG_INCOMPATIBLE',
    at: at('metric.use'),
    problem: `The primary metric '${use}' is not measured: the config of '${name}' has ${metrics.length > 0 ? `only ${metrics.map((one) => one.use).join(', ')}` : 'none'} under \`metrics:\`.`,
    advice: `Add it to the base config, or to this study: \`set: { metrics: [{ use: ${use} }] }\`.`,
    about: use,
  });
}

/** A problem of an override stands where the study's file wrote it; one of the base config stays there. */
function addConfigErrors(
  error: unknown,
  variant: Variant,
  { at }: LoadedDocument<StudyFile>,
  problems: Problems,
  file: string,
): void {
  if (!isSaddleError(error)) throw error;
  for (const issue of error.issues.length > 0 ? error.issues : [error]) {
    const position = positionOf(issue, variant, at) ?? { file };
    problems.add({
      code: issue.code,
      at: position,
      problem: issue.problem,
      ...(issue.advice !== undefined && { advice: issue.advice }),
      about: issue.problem,
    });
  }
}

function positionOf(
  { at: found }: SaddleError,
  variant: Variant,
  at: (path: readonly (string | number)[]) => SourcePosition,
): SourcePosition | undefined {
  if (!found?.file.startsWith(overridePrefix)) return found;
  const key = found.file.slice(overridePrefix.length).split('=', 1)[0]!;
  if (key in variant.set) return at(variant.path.length > 1 ? [...variant.path, 'set', key] : [...variant.path, key]);
  return at(key === 'budget' ? ['budget'] : ['set', key]);
}
