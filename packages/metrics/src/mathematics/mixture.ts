import { checkFeatures, input, type Matrix } from './matrix.js';

export interface MixtureOptions {
  /** Standard deviation of each mode, equal in all directions. */
  readonly sigma: number;
  /** A sample is high-quality within this many sigma of a mode; default 3. */
  readonly reach?: number;
  /** True shares of the modes; default all equal. */
  readonly weights?: readonly number[];
}

export interface MixtureMetrics {
  readonly modes: number;
  /** Modes with at least one high-quality sample. */
  readonly modesCovered: number;
  /** Share of samples within 3 sigma of a mode. */
  readonly highQualityShare: number;
  /** KL(fake || real) of the histogram of nearest modes, in nats: 0 when balanced, ln(modes) on one of equal modes. */
  readonly reverseKl: number;
  /** Samples nearest to each mode. */
  readonly histogram: Int32Array;
}

/**
 * Mode coverage of samples against the centres of a known mixture (Srivastava et al. 2017, arXiv:1705.07761; PacGAN,
 * Lin et al. 2018, arXiv:1712.04086, which takes 2,500 samples and 10 trials). Every sample belongs to its nearest
 * mode.
 */
export function mixtureMetrics(
  { centres, fake }: { readonly centres: Matrix; readonly fake: Matrix },
  { sigma, reach = 3, weights }: MixtureOptions,
): MixtureMetrics {
  checkFeatures(centres, 'centre');
  checkFeatures(fake, 'fake');
  if (centres.columns !== fake.columns) {
    throw input(`Expected samples of ${centres.columns} dimensions like the centres, received ${fake.columns}.`);
  }
  if (weights !== undefined && weights.length !== centres.rows) {
    throw input(`Expected ${centres.rows} weights, received ${weights.length}.`);
  }
  const histogram = new Int32Array(centres.rows);
  const covered = new Uint8Array(centres.rows);
  let highQuality = 0;
  for (let i = 0; i < fake.rows; i++) {
    const { mode, squared } = nearestMode(centres, fake, i);
    histogram[mode]! += 1;
    if (squared <= (reach * sigma) ** 2) {
      highQuality += 1;
      covered[mode] = 1;
    }
  }
  return {
    modes: centres.rows,
    modesCovered: covered.reduce((sum, flag) => sum + flag, 0),
    highQualityShare: highQuality / fake.rows,
    reverseKl: reverseKl(histogram, weights),
    histogram,
  };
}

/** KL(fake || real) of a histogram of generated modes or classes against their true shares (default equal), in nats. */
export function reverseKl(histogram: ArrayLike<number>, weights?: readonly number[]): number {
  const counts = Array.from(histogram);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const whole = weights?.reduce((sum, weight) => sum + weight, 0);
  return counts.reduce((sum, count, i) => {
    if (count === 0) return sum;
    const real = weights && whole ? weights[i]! / whole : 1 / counts.length;
    return sum + (count / total) * Math.log(count / total / real);
  }, 0);
}

function nearestMode(centres: Matrix, fake: Matrix, row: number): { mode: number; squared: number } {
  let best = { mode: 0, squared: Infinity };
  for (let mode = 0; mode < centres.rows; mode++) {
    let squared = 0;
    for (let k = 0; k < centres.columns; k++) {
      squared += (centres.data[mode * centres.columns + k]! - fake.data[row * fake.columns + k]!) ** 2;
    }
    if (squared < best.squared) best = { mode, squared };
  }
  return best;
}
