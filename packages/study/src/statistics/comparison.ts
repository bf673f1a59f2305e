import { SaddleError } from '@saddle/core';
import { contrast, type Contrast, type ContrastOptions } from './contrast.js';
import { benjaminiHochberg, holm } from './multiplicity.js';
import type { Outcome } from './outcome.js';
import { judge, type Verdict } from './verdict.js';

export interface Judged extends Contrast {
  readonly name: string;
  readonly holmP: number;
  readonly verdict: Verdict;
}

/**
 * Every variant against the baseline in the primary metric, Holm's adjustment across these contrasts, and a verdict
 * each.
 */
export function compareToBaseline(
  outcomes: ReadonlyMap<string, readonly Outcome[]>,
  baseline: string,
  options: ContrastOptions,
): Judged[] {
  const contrasts = contrastsWith(outcomes, baseline, options);
  const adjusted = holm(contrasts.map(({ p }) => p));
  return contrasts.map((one, i) => ({
    ...one,
    holmP: adjusted[i]!,
    verdict: judge({
      direction: one.direction,
      difference: one.difference,
      interval: one.interval,
      equivalenceInterval: one.equivalence?.interval,
      adjustedP: adjusted[i]!,
      alpha: one.alpha,
      margin: one.margin,
      smallestP: one.smallestP,
      comparisons: contrasts.length,
      seedsNeeded: one.seedsNeeded,
    }),
  }));
}

/** The q below which a secondary metric's contrast is worth a look. */
export const exploratoryRate = 0.1;

export interface Explored extends Contrast {
  readonly name: string;
  readonly q: number;
  /** Exploratory only: never a verdict. */
  readonly notable: boolean;
}

/** Contrasts in one secondary metric: Benjamini-Hochberg at q = .1, exploratory, without verdicts. */
export function exploreSecondary(
  outcomes: ReadonlyMap<string, readonly Outcome[]>,
  baseline: string,
  options: ContrastOptions,
): Explored[] {
  const contrasts = contrastsWith(outcomes, baseline, options);
  const adjusted = benjaminiHochberg(contrasts.map(({ p }) => p));
  return contrasts.map((one, i) => ({ ...one, q: adjusted[i]!, notable: adjusted[i]! < exploratoryRate }));
}

function contrastsWith(
  outcomes: ReadonlyMap<string, readonly Outcome[]>,
  baseline: string,
  options: ContrastOptions,
): (Contrast & { readonly name: string })[] {
  const reference = outcomes.get(baseline);
  if (reference === undefined) {
    throw new SaddleError('SADDLE_STUDY_BASELINE', {
      problem: `Expected the baseline '${baseline}' among the variants, received ${[...outcomes.keys()].join(', ')}.`,
      advice: 'Name one of the variants as `baseline`.',
    });
  }
  return [...outcomes]
    .filter(([name]) => name !== baseline)
    .map(([name, variant]) => ({ name, ...contrast({ variant, baseline: reference }, options) }));
}
