/** The indices to keep of a long series: the least and the greatest value of each stretch, the first and the last. */
export function thinned(values: ArrayLike<number>, most: number): number[] {
  const count = values.length;
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  const stretches = Math.max(1, Math.floor((most - 2) / 2));
  const kept = [0];
  for (let k = 0; k < stretches; k++) {
    const from = 1 + Math.floor((k * (count - 2)) / stretches);
    const to = 1 + Math.floor(((k + 1) * (count - 2)) / stretches);
    let [least, greatest] = [-1, -1];
    let gap = -1;
    for (let i = from; i < to; i++) {
      const value = values[i]!;
      if (!Number.isFinite(value)) {
        gap = i;
        continue;
      }
      if (least < 0 || value < values[least]!) least = i;
      if (greatest < 0 || value > values[greatest]!) greatest = i;
    }
    // A stretch without any number stays a gap.
    const picked =
      least < 0 ? [gap] : least === greatest ? [least] : [Math.min(least, greatest), Math.max(least, greatest)];
    for (const i of picked) if (i >= 0) kept.push(i);
  }
  kept.push(count - 1);
  return kept;
}

/** The mean of each of `count` stretches and the index of its middle; NaN where a stretch has no number. */
export function stretchMeans(
  values: ArrayLike<number>,
  count: number,
): { readonly at: number[]; readonly mean: number[] } {
  const [at, mean]: [number[], number[]] = [[], []];
  for (let k = 0; k < count; k++) {
    const from = Math.floor((k * values.length) / count);
    const to = Math.floor(((k + 1) * values.length) / count);
    let [sum, finite] = [0, 0];
    for (let i = from; i < to; i++) {
      if (!Number.isFinite(values[i]!)) continue;
      sum += values[i]!;
      finite++;
    }
    at.push((from + to - 1) >> 1);
    mean.push(sum / finite);
  }
  return { at, mean };
}
