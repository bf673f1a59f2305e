import { linearTicks, logTicks, type Tick } from '../../ticks.js';

/** A horizontal axis in percent of the width, so that plots fit any screen without shrinking their text. */
export interface PercentScale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly Tick[];
  /** Where a value stands; beyond the ends it stays at the edge. */
  at(value: number): string;
  share(value: number): number;
}

const edge = 0.02;

export function percentScale(low: number, high: number, { log = false, ticks = 5 } = {}): PercentScale {
  const place = (value: number) => (log ? Math.log(value) : value);
  const share = (value: number) => {
    const inner = (place(value) - place(low)) / (place(high) - place(low));
    return Math.min(1, Math.max(0, edge + inner * (1 - 2 * edge)));
  };
  return {
    low,
    high,
    ticks: (log ? logTicks : linearTicks)(low, high, ticks),
    share,
    at: (value) => `${(share(value) * 100).toFixed(2)}%`,
  };
}

/** The least and the greatest finite value with some room beside them; a sensible stretch where there is none. */
export function paddedRange(values: Iterable<number>, log: boolean): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value) || (log && value <= 0)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return log ? [0.5, 2] : [0, 1];
  if (log) {
    const room = Math.max((high / low) ** 0.06, 1.01);
    return [low / room, high * room];
  }
  const room = (high - low) * 0.06 || Math.abs(high) * 0.05 || 0.5;
  return [low - room, high + room];
}
