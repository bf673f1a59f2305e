import type { Block } from '../record.js';

/** The q-quantile of numbers, linear between neighbours (type 7 of Hyndman and Fan 1996). */
export function quantile(values: readonly number[], q: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const low = sorted[Math.floor(place)]!;
  const high = sorted[Math.ceil(place)]!;
  return low + (high - low) * (place - Math.floor(place));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Milliseconds per iteration of each block. */
export const paces = (blocks: readonly Block[]): number[] =>
  blocks.map(({ seconds, iterations }) => (1000 * seconds) / iterations);

export interface Ratio {
  /** Median over median. */
  readonly ofMedians: number;
  /** Quartiles of the ratios of blocks of the same round. */
  readonly low: number;
  readonly high: number;
}

/** How much time the first takes, as a multiple of what the second takes. */
export function ratio(blocks: readonly Block[], base: readonly Block[]): Ratio {
  const byRound = new Map(base.map((block) => [block.round, block]));
  const paired = blocks.flatMap((block) => {
    const other = byRound.get(block.round);
    return other ? [paces([block])[0]! / paces([other])[0]!] : [];
  });
  return {
    ofMedians: median(paces(blocks)) / median(paces(base)),
    low: quantile(paired, 0.25),
    high: quantile(paired, 0.75),
  };
}

/** Milliseconds per iteration over all blocks together: what happens in few of them counts too. */
export const meanPace = (blocks: readonly Block[]): number =>
  (1000 * blocks.reduce((sum, { seconds }) => sum + seconds, 0)) /
  blocks.reduce((sum, { iterations }) => sum + iterations, 0);
