/** Holm's (1979) step-down adjusted p values, in the order given: controls the chance of any false finding. */
export function holm(p: readonly number[]): number[] {
  let running = 0;
  return adjust(ascendingOrder(p), (i, rank) => (running = Math.max(running, Math.min(1, (p.length - rank) * p[i]!))));
}

/** Benjamini and Hochberg's (1995) adjusted p values: controls the expected share of false findings. */
export function benjaminiHochberg(p: readonly number[]): number[] {
  let running = 1;
  return adjust(
    ascendingOrder(p).reverse(),
    (i, fromLast) => (running = Math.min(running, (p.length / (p.length - fromLast)) * p[i]!)),
  );
}

const ascendingOrder = (p: readonly number[]) => p.map((_, i) => i).sort((i, j) => p[i]! - p[j]!);

function adjust(order: readonly number[], adjusted: (index: number, place: number) => number): number[] {
  const result = Array.from<number>({ length: order.length });
  order.forEach((index, place) => (result[index] = adjusted(index, place)));
  return result;
}
