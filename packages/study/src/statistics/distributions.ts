import normal from '@stdlib/stats-base-dists-normal-quantile';
import studentCdf from '@stdlib/stats-base-dists-t-cdf';
import studentQuantile from '@stdlib/stats-base-dists-t-quantile';

/** P(T > t) + P(T < -t) for Student's t with `freedom` degrees of freedom. */
export const studentTwoSided = (t: number, freedom: number): number =>
  Math.min(1, 2 * studentCdf(-Math.abs(t), freedom));

/** P(T > t) for Student's t, from the lower tail so that small values keep their digits. */
export const studentUpper = (t: number, freedom: number): number => studentCdf(-t, freedom);

/** The t with P(T <= t) = `probability`. */
export const studentInverse = (probability: number, freedom: number): number => studentQuantile(probability, freedom);

/** The z with P(Z <= z) = `probability`, Z standard normal. */
export const normalInverse = (probability: number): number => normal(probability, 0, 1);
