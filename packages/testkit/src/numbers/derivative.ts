/** How a derivative compares with differences of the function's values. */
export type Verdict =
  | { readonly kind: 'agrees' }
  /** The function is too rough at this point (a kink nearby) for differences to say anything. */
  | { readonly kind: 'rough' }
  | { readonly kind: 'differs'; readonly measured: number };

export interface Precision {
  /** Relative, two-sided; what the differences cannot resolve is added. */
  readonly tolerance: number;
  /** Derivatives below this count as this large: what is small beside it says nothing. */
  readonly floor: number;
}

/** Distances of the differences. The smallest still stands clear of float32's rounding. */
const distances = [0.08, 0.04, 0.02, 0.01, 0.005, 0.0025];

/** Relative rounding of a float32 function's value, as a chain of a few dozen ops leaves it. */
const rounding = 2 ** -22;

/** Uncertainty of the differences, relative, above which they say nothing. */
const resolution = 0.05;

interface Difference {
  /** Central. */
  readonly slope: number;
  /** Slope ahead less slope behind: shrinks with the distance, unless there is a kink. */
  readonly bend: number;
  readonly noise: number;
}

/**
 * Compares the derivative of `f` at 0 with central differences. Two neighbouring distances are extrapolated to zero
 * (Richardson); how far they are apart, the kink that is left at distance zero and float32's rounding make up their
 * uncertainty, and the pair with the least decides.
 */
export function compareDerivative(
  f: (t: number) => number,
  derivative: number,
  { tolerance, floor }: Precision,
): Verdict {
  const here = f(0);
  let best: { measured: number; error: number } | undefined;
  let wider: Difference | undefined;
  for (const distance of distances) {
    const [ahead, behind] = [f(distance), f(-distance)];
    const difference: Difference = {
      slope: (ahead - behind) / (2 * distance),
      bend: (ahead - 2 * here + behind) / distance,
      noise: (rounding * Math.max(Math.abs(ahead), Math.abs(behind), Math.abs(here))) / distance,
    };
    if (wider) {
      const change = difference.slope - wider.slope;
      const kink = Math.abs(2 * difference.bend - wider.bend) / 2;
      const error = Math.abs(change) / 3 + kink + difference.noise;
      if (!best || error < best.error) best = { measured: difference.slope + change / 3, error };
    }
    wider = difference;
  }
  const { measured, error } = best!;
  const scale = Math.max(Math.abs(measured), Math.abs(derivative), floor);
  const off = Math.abs(measured - derivative);
  if (!Number.isFinite(measured)) return { kind: 'rough' };
  if (error > resolution * scale) return { kind: 'rough' };
  return off <= tolerance * scale + 2 * error ? { kind: 'agrees' } : { kind: 'differs', measured };
}
