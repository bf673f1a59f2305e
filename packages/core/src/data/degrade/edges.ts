import type { Picture } from './picture.js';

/** The nearest pixel within the picture. */
const reader =
  ({ height, width, values }: Picture) =>
  (y: number, x: number): number =>
    values[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))]!;

/** 1 on pixels lighter than `threshold` with a neighbour (of four) that is not, or at the picture's edge; else -1. */
export function outline(grey: Picture, threshold: number): Float32Array {
  const { height, width, values } = grey;
  const inside = (y: number, x: number) =>
    y >= 0 && y < height && x >= 0 && x < width && values[y * width + x]! > threshold;
  return Float32Array.from(values, (_, i) => {
    const [y, x] = [Math.floor(i / width), i % width];
    if (!inside(y, x)) return -1;
    return inside(y - 1, x) && inside(y + 1, x) && inside(y, x - 1) && inside(y, x + 1) ? -1 : 1;
  });
}

/** Between the largest and the smallest value over one Sobel mask: 4 for each of light and dark. */
const largest = 8;

/** The length of the Sobel gradient from 0 (as -1) to that of a sharp edge of black and white (as 1), times `gain`. */
export function edges(grey: Picture, gain: number): Float32Array {
  const { width } = grey;
  const at = reader(grey);
  return Float32Array.from(grey.values, (_, i) => {
    const [y, x] = [Math.floor(i / width), i % width];
    const side = (dx: number) => at(y - 1, x + dx) + 2 * at(y, x + dx) + at(y + 1, x + dx);
    const row = (dy: number) => at(y + dy, x - 1) + 2 * at(y + dy, x) + at(y + dy, x + 1);
    const length = Math.hypot(side(1) - side(-1), row(1) - row(-1));
    return Math.min(1, (gain * length) / largest) * 2 - 1;
  });
}
