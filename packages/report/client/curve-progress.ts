import type { Axis } from './curve-axes.js';
import type { ProgressPayload } from './payload.js';

/** Turns steps into pictures seen or seconds. */
export class RunProgress {
  readonly #runs: ProgressPayload = JSON.parse(
    document.querySelector('#progress-data')!.textContent,
  ) as ProgressPayload;

  ofRun(run: number, steps: readonly number[], axis: Axis): readonly number[] {
    const knots = this.#runs[run]!;
    return axis === 'step' ? steps : steps.map((step) => between(knots.step, knots[axis], step));
  }

  /** The mean over a variant's runs. */
  ofVariant(variant: number, steps: readonly number[], axis: Axis): readonly number[] {
    if (axis === 'step') return steps;
    const own = this.#runs.filter((run) => run.variant === variant);
    return steps.map((step) => {
      // A run that ended early says nothing about later steps.
      const there = own.filter((run) => run.step.at(-1)! >= step);
      const runs = there.length > 0 ? there : own;
      return runs.reduce((sum, run) => sum + between(run.step, run[axis], step), 0) / runs.length;
    });
  }
}

/** The value at x on the line through (xs, ys), xs ascending; beyond the ends the end's value. */
function between(xs: readonly number[], ys: readonly number[], x: number): number {
  let [low, high] = [0, xs.length - 1];
  if (x <= xs[low]!) return ys[low]!;
  if (x >= xs[high]!) return ys[high]!;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle]! <= x) low = middle;
    else high = middle;
  }
  return ys[low]! + ((x - xs[low]!) / (xs[high]! - xs[low]!)) * (ys[high]! - ys[low]!);
}
