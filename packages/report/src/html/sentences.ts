import type { ReportContrast, ReportDesign, ReportMetric } from '../model.js';
import { figure, isNumber, level, percent, pPhrase, pValue, range } from './numbers.js';

/** The effect in words: '23 % lower', '3.1 times that of the baseline', '0.004 higher', 'the same'. */
export function effectPhrase({ scale, effect }: Pick<ReportContrast, 'scale' | 'effect'>): string {
  if (!isNumber(effect)) return 'not estimable';
  const change = scale === 'log' ? effect - 1 : effect;
  if (change === 0) return 'the same';
  if (scale === 'log' && effect >= 2) return `${figure(effect, 2)} times that of the baseline`;
  const size = scale === 'log' ? percent(Math.abs(change), Math.abs(change) < 0.1 ? 1 : 0) : figure(Math.abs(change));
  return `${size} ${change > 0 ? 'higher' : 'lower'}`;
}

/** One sentence for a contrast: the verdict, the effect with its interval and p, and what is missing for a verdict. */
export function verdictSentence(contrast: ReportContrast, metric: ReportMetric, design: ReportDesign): string {
  const { name, verdict, holmP, failed, runs } = contrast;
  const evidence = evidencePhrase(contrast);
  const subject = `${metric.name} is ${effectPhrase(contrast)} (${evidence}, ${pPhrase('Holm p', holmP)})`;
  const failures =
    failed.variant + failed.baseline > 0
      ? ` Failed runs count as the worst: ${failed.variant} of ${runs.variant} here, ${failed.baseline} of ${runs.baseline} in the baseline.`
      : '';
  const margin = percent(design.margin, 1);
  switch (verdict.verdict) {
    case 'better':
    case 'worse':
      return `${name} is ${verdict.verdict} than ${design.baseline}: ${subject}.${failures}`;
    case 'equivalent':
      return `${name} is equivalent to ${design.baseline} within ±${margin}: ${subject}; the ${percent(1 - 2 * design.alpha)} interval lies inside the margin.${failures}`;
    case 'inconclusive':
      return `${name} against ${design.baseline} is inconclusive: ${subject}. ${missingPhrase(contrast, margin)}${failures}`;
  }
}

export function evidencePhrase({ scale, effect, effectInterval }: ReportContrast): string {
  const name = scale === 'log' ? 'ratio' : 'difference';
  return `${name} ${figure(effect)}, ${percent(effectInterval.level)} interval ${range(effectInterval)}`;
}

function missingPhrase({ verdict, seedsNeeded, alpha }: ReportContrast, margin: string): string {
  const floor = verdict.reachable
    ? ''
    : `With these seeds significance cannot be reached: the smallest possible p is ${pValue(verdict.smallestP)}, above ${level(Number((alpha / verdict.comparisons).toPrecision(2)))}. `;
  const seeds = isNumber(seedsNeeded)
    ? `To find a difference of ${margin} plan ${Math.ceil(seedsNeeded)} seeds per variant.`
    : 'There are too few finished runs to plan how many seeds it takes.';
  return floor + seeds;
}
