import type { Picture } from './picture.js';

/** Gaussian blur, rows then columns; beyond an edge its pixels go on. @param deviation in pixels */
export function blur({ height, width, channels, values }: Picture, deviation: number): Float32Array {
  const reach = Math.ceil(3 * deviation);
  const bell = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * deviation ** 2)));
  const total = bell.reduce((sum, weight) => sum + weight, 0);
  const line = width * channels;
  const along = (input: Float32Array, size: number, step: number, positionOf: (i: number) => number) =>
    input.map((_, i) => {
      const position = positionOf(i);
      let sum = 0;
      for (let k = -reach; k <= reach; k++) {
        const other = Math.min(size - 1, Math.max(0, position + k));
        sum += bell[k + reach]! * input[i + (other - position) * step]!;
      }
      return sum / total;
    });
  const rows = along(values, width, channels, (i) => Math.floor((i % line) / channels));
  return along(rows, height, line, (i) => Math.floor(i / line));
}
