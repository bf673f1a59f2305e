/** Ranks from 1, equal values sharing the mean of their ranks. Infinite values rank as the extremes. */
export function midranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => compare(values[i]!, values[j]!));
  const ranks = Array.from<number>({ length: values.length });
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) ranks[order[i]!] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

const compare = (a: number, b: number) => (a < b ? -1 : a > b ? 1 : 0);
