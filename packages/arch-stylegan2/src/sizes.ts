import { SaddleError, type SampleInfo } from '@saddle/core';

/** Side of the maps that synthesis starts from and judging ends with. */
export const smallest = 4;

const largest = 1024;

/** Sides of all maps, from 4 to the picture's. @throws SADDLE_CONFIG_INCOMPATIBLE for other shapes than squares of a power of two */
export function sides({ shape }: SampleInfo): number[] {
  const [height, width] = shape;
  const doublings = Math.log2((height ?? 0) / smallest);
  if (shape.length === 3 && height === width && Number.isInteger(doublings) && doublings > 0 && height! <= largest) {
    return Array.from({ length: doublings + 1 }, (_, i) => smallest * 2 ** i);
  }
  throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
    problem: `The architecture 'stylegan2' makes square pictures whose side is a power of two from ${2 * smallest} to ${largest}; the data has samples of shape [${shape.join(', ')}].`,
    advice: 'Choose a size in the options of `data`, or another architecture.',
  });
}

/** Channels of the maps of a side: as many as its pixels leave of the budget, up to a limit. */
export const channelsAt = (side: number, { channels, base }: { channels: number; base: number }): number =>
  Math.max(1, Math.min(channels, Math.floor(base / side)));

/** Style vectors of a generator: one for each convolution of synthesis, and one for the last conversion to colours. */
export const styleCount = (sideCount: number): number => 2 * sideCount;
