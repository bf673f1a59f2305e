import { checkPair, columnMeans, centred, type Matrix, type SamplePair } from './matrix.js';
import { wasserstein1d } from './wasserstein.js';

export interface MarginalDistance {
  readonly column: number;
  /** 1-D Wasserstein distance in the column's own unit. */
  readonly wasserstein: number;
  /** The same in standard deviations of the real column; undefined where that is constant. */
  readonly standardized: number | undefined;
  /** Kolmogorov-Smirnov: the largest difference of the two distribution functions, 0 to 1. */
  readonly kolmogorovSmirnov: number;
}

/** How far each numeric column of a generated table is from the real one's. */
export function marginalDistances({ real, fake }: SamplePair): MarginalDistance[] {
  checkPair({ real, fake });
  return Array.from({ length: real.columns }, (_, column) => {
    const [realValues, fakeValues] = [columnOf(real, column), columnOf(fake, column)];
    const wasserstein = wasserstein1d({ real: realValues, fake: fakeValues });
    const deviation = deviationOf(realValues);
    return {
      column,
      wasserstein,
      standardized: deviation > 0 ? wasserstein / deviation : undefined,
      kolmogorovSmirnov: kolmogorovSmirnov(realValues, fakeValues),
    };
  });
}

/** Total variation distance of two categorical columns, 0 to 1: half the sum of the differences of shares. */
export function totalVariation({
  real,
  fake,
}: {
  readonly real: Iterable<unknown>;
  readonly fake: Iterable<unknown>;
}): number {
  const [realShares, fakeShares] = [sharesOf(real), sharesOf(fake)];
  let sum = 0;
  for (const category of new Set([...realShares.keys(), ...fakeShares.keys()])) {
    sum += Math.abs((realShares.get(category) ?? 0) - (fakeShares.get(category) ?? 0));
  }
  return sum / 2;
}

export interface CorrelationDifference {
  /** Mean and largest absolute difference of Pearson's correlations over pairs of columns. */
  readonly mean: number;
  readonly largest: number;
  /** Pairs compared; those with a column that is constant in either table have no correlation. */
  readonly pairs: number;
}

/** How far the pairwise correlations of a generated table are from the real one's. Needs 2 rows of each. */
export function correlationDifference({ real, fake }: SamplePair): CorrelationDifference {
  checkPair({ real, fake }, 2);
  const [realCorrelations, fakeCorrelations] = [correlations(real), correlations(fake)];
  let [sum, largest, pairs] = [0, 0, 0];
  for (let i = 0; i < real.columns; i++) {
    for (let j = 0; j < i; j++) {
      const difference = Math.abs(realCorrelations[i * real.columns + j]! - fakeCorrelations[i * real.columns + j]!);
      if (Number.isNaN(difference)) continue;
      sum += difference;
      largest = Math.max(largest, difference);
      pairs += 1;
    }
  }
  return { mean: pairs > 0 ? sum / pairs : 0, largest, pairs };
}

const columnOf = ({ rows, columns, data }: Matrix, column: number) =>
  Float64Array.from({ length: rows }, (_, i) => data[i * columns + column]!);

function deviationOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

function kolmogorovSmirnov(real: Float64Array, fake: Float64Array): number {
  const [a, b] = [real.slice().sort(), fake.slice().sort()];
  let [i, j, largest] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length));
  }
  return largest;
}

function sharesOf(values: Iterable<unknown>): Map<unknown, number> {
  const all = [...values];
  const shares = new Map<unknown, number>();
  for (const value of all) shares.set(value, (shares.get(value) ?? 0) + 1 / all.length);
  return shares;
}

/** Row-major `[columns, columns]`, NaN where a column is constant. */
function correlations(table: Matrix): Float64Array {
  const { rows, columns } = table;
  const { data } = centred(table, columnMeans(table));
  const products = new Float64Array(columns * columns);
  for (let i = 0; i < rows; i++) {
    for (let p = 0; p < columns; p++) {
      for (let q = 0; q <= p; q++) products[p * columns + q]! += data[i * columns + p]! * data[i * columns + q]!;
    }
  }
  return products.map((product, at) => {
    const [p, q] = [Math.floor(at / columns), at % columns];
    return product / Math.sqrt(products[p * columns + p]! * products[q * columns + q]!);
  });
}
