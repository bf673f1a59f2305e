import type { LinearAlgebra } from './algebra/algebra.js';
import { javascriptAlgebra } from './algebra/javascript.js';
import { pivotedCholesky } from './cholesky.js';
import { centred, checkPair, columnMeans, input, type DoubleMatrix, type SamplePair } from './matrix.js';
import { momentsOf, type Moments } from './moments.js';

/**
 * The squared Frechet distance between two Gaussians (Dowson and Landau 1982; FID of Heusel et al. 2017,
 * arXiv:1706.08500, eq. 6): |m1 - m2|^2 + tr S1 + tr S2 - 2 tr (S1 S2)^(1/2).
 *
 * With any factors U1^T U1 = S1 and U2^T U2 = S2 the last trace is the sum of the singular values of U1 U2^T. Nothing
 * is inverted and no eigenvalue near 0 has its root taken, so it is exact for rank-deficient and for identical sets,
 * where a matrix square root of the product is not.
 */
export function frechetDistance(
  { real, fake }: { readonly real: Moments; readonly fake: Moments },
  algebra: LinearAlgebra = javascriptAlgebra,
): number {
  if (real.mean.length !== fake.mean.length) {
    throw input(`Expected moments of one width, received ${real.mean.length} and ${fake.mean.length}.`);
  }
  return combine({
    means: squaredDistance(real.mean, fake.mean),
    traces: trace(real.covariance) + trace(fake.covariance),
    crossed: nuclearNorm(pivotedCholesky(real.covariance, algebra), pivotedCholesky(fake.covariance, algebra), algebra),
  });
}

/**
 * The same from features. With fewer samples than dimensions on both sides the centred features themselves are the
 * factors, `[n, d]`, so no d x d matrix is made.
 */
export function frechetDistanceOfFeatures(
  { real, fake }: SamplePair,
  algebra: LinearAlgebra = javascriptAlgebra,
): number {
  checkPair({ real, fake }, 2);
  if (Math.max(real.rows, fake.rows) > real.columns) {
    return frechetDistance({ real: momentsOf(real, algebra), fake: momentsOf(fake, algebra) }, algebra);
  }
  const [first, second] = [real, fake].map((set) => {
    const mean = columnMeans(set);
    const factor = centred(set, mean);
    const scale = 1 / Math.sqrt(set.rows - 1);
    factor.data.forEach((value, i) => (factor.data[i] = value * scale));
    return { mean, factor, trace: factor.data.reduce((sum, value) => sum + value * value, 0) };
  }) as [FactoredSet, FactoredSet];
  return combine({
    means: squaredDistance(first.mean, second.mean),
    traces: first.trace + second.trace,
    crossed: nuclearNorm(first.factor, second.factor, algebra),
  });
}

interface FactoredSet {
  readonly mean: Float64Array;
  readonly factor: DoubleMatrix;
  readonly trace: number;
}

interface Terms {
  readonly means: number;
  readonly traces: number;
  readonly crossed: number;
}

/** Rounding may leave a hair below 0 for identical sets. */
const combine = ({ means, traces, crossed }: Terms) => Math.max(0, means + traces - 2 * crossed);

function nuclearNorm(a: DoubleMatrix, b: DoubleMatrix, algebra: LinearAlgebra): number {
  if (a.rows === 0 || b.rows === 0) return 0;
  return algebra.singularValues(algebra.rowProducts(a, b)).reduce((sum, value) => sum + value, 0);
}

const trace = ({ rows, columns, data }: DoubleMatrix) => {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += data[i * columns + i]!;
  return sum;
};

const squaredDistance = (a: Float64Array, b: Float64Array) =>
  a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);
