import { studentTwoSided, studentUpper } from './distributions.js';
import { studentAround, type Interval } from './interval.js';
import { mean, requireCount, variance } from './summary.js';

/** A difference with a standard error and degrees of freedom: what every t test here comes down to. */
export interface Difference {
  readonly difference: number;
  readonly standardError: number;
  readonly freedom: number;
}

export interface StudentTest extends Difference {
  readonly test: 'Welch t' | 'paired t';
  readonly t: number;
  /** Two-sided. */
  readonly p: number;
  readonly interval: Interval;
}

const ratioToError = (difference: number, standardError: number) =>
  // Two constant samples: equal (0/0) means no evidence, unequal means all evidence.
  difference === 0 ? 0 : difference / standardError;

export function studentTest(test: StudentTest['test'], of: Difference, level: number): StudentTest {
  const t = ratioToError(of.difference, of.standardError);
  return {
    test,
    ...of,
    t,
    p: studentTwoSided(t, of.freedom),
    interval: studentAround(of.difference, of.standardError, of.freedom, level),
  };
}

/** mean(x) - mean(y) with unequal variances, and the degrees of freedom of Welch (1947) and Satterthwaite (1946). */
export function welchDifference(x: readonly number[], y: readonly number[]): Difference {
  requireCount(x, 2, "Welch's t");
  requireCount(y, 2, "Welch's t");
  const [fromX, fromY] = [variance(x) / x.length, variance(y) / y.length];
  const sum = fromX + fromY;
  const freedom =
    sum === 0 ? x.length + y.length - 2 : sum ** 2 / (fromX ** 2 / (x.length - 1) + fromY ** 2 / (y.length - 1));
  return { difference: mean(x) - mean(y), standardError: Math.sqrt(sum), freedom };
}

/** Welch's t test and interval of mean(x) - mean(y). */
export const welchTest = (x: readonly number[], y: readonly number[], level = 0.95): StudentTest =>
  studentTest('Welch t', welchDifference(x, y), level);

/** mean(x - y) of samples paired by seed. */
export function pairedDifference(x: readonly number[], y: readonly number[]): Difference {
  const differences = pairedDifferences(x, y);
  requireCount(differences, 2, 'A paired t');
  return {
    difference: mean(differences),
    standardError: Math.sqrt(variance(differences) / differences.length),
    freedom: differences.length - 1,
  };
}

export function pairedDifferences(x: readonly number[], y: readonly number[]): number[] {
  if (x.length !== y.length)
    throw new RangeError(`Expected pairs by seed, received ${x.length} and ${y.length} values.`);
  return x.map((value, i) => value - y[i]!);
}

/** The paired t test and interval of mean(x - y). */
export const pairedTest = (x: readonly number[], y: readonly number[], level = 0.95): StudentTest =>
  studentTest('paired t', pairedDifference(x, y), level);

export interface Equivalence {
  /** The larger of the two one-sided p values. */
  readonly p: number;
  readonly pLower: number;
  readonly pUpper: number;
  readonly margin: number;
  /** The interval of level 1 - 2 alpha: equivalent at alpha exactly where it lies inside +-margin. */
  readonly interval: Interval;
}

/** Two one-sided tests (Schuirmann 1987) that a difference lies inside +-margin. */
export function equivalenceTest(of: Difference, margin: number, alpha = 0.05): Equivalence {
  if (!(margin > 0)) throw new RangeError(`Expected a margin above 0, received ${margin}.`);
  const pLower = studentUpper(ratioToError(of.difference + margin, of.standardError), of.freedom);
  const pUpper = studentUpper(ratioToError(margin - of.difference, of.standardError), of.freedom);
  return {
    p: Math.max(pLower, pUpper),
    pLower,
    pUpper,
    margin,
    interval: studentAround(of.difference, of.standardError, of.freedom, 1 - 2 * alpha),
  };
}
