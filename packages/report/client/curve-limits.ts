export function limits(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low < high ? [low, high] : [low - 0.5, high + 0.5];
}

/** All values, unless a few are so far off that the rest would be a flat line; zooming keeps these limits. */
export function robustLimits(values: number[]): [number, number] {
  if (values.length === 0) return [0.1, 1];
  const sorted = Float64Array.from(values).sort();
  const quantile = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  let [low, high] = [sorted[0]!, sorted.at(-1)!];
  const [inner, outer] = [quantile(0.01), quantile(0.99)];
  const spread = outer - inner || Math.abs(outer) || 1;
  if (high > outer + 4 * spread) high = outer + spread;
  if (low < inner - 4 * spread) low = inner - spread;
  if (low > 0 && values.every((value) => value > 0)) {
    const pad = (high / low) ** 0.04;
    if (high / low > 20) return [low / pad, high * pad];
  }
  const pad = (high - low) * 0.05 || Math.abs(high) * 0.1 || 1;
  return [low > 0 ? Math.max(low * 0.9, low - pad) : low - pad, high + pad];
}
