/** Where one tile begins along an axis. */
export type Start = number;

/** The largest power of two that divides all sides: a network that halves pictures of this shape takes every multiple. */
export function stepOf(sides: readonly number[]): number {
  let step = 1;
  while (sides.every((side) => side % (2 * step) === 0)) step *= 2;
  return step;
}

/** The smallest multiple of `step` that is not smaller. */
export const roundedUp = (size: number, step: number): number => Math.ceil(size / step) * step;

/** Positions folded back into the picture, as in … 2 1 | 0 1 2 … n-1 | n-2 … */
export const mirrored = (position: number, size: number): number => {
  if (size === 1) return 0;
  const turn = Math.abs(position) % (2 * (size - 1));
  return turn < size ? turn : 2 * (size - 1) - turn;
};

/** Begins of tiles that cover `size` and overlap by at least `overlap`; the last ends where the picture ends. */
export function startsOf(size: number, tile: number, overlap: number): Start[] {
  if (size <= tile) return [0];
  const count = Math.ceil((size - overlap) / (tile - overlap));
  return Array.from({ length: count }, (_, i) => Math.min(i * (tile - overlap), size - tile));
}

/** How much a tile counts at each of its places: less towards its edges, so that no seam shows; never nothing. */
export const fading = (tile: number, overlap: number): Float32Array =>
  Float32Array.from({ length: tile }, (_, i) => Math.min(1, (Math.min(i, tile - 1 - i) + 1) / (overlap + 1)));
