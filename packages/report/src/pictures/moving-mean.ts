/** The mean over `window` values around each (fewer at the ends); NaN where the middle one is not finite. */
export function movingMean(values: ArrayLike<number>, window: number): Float64Array {
  const half = Math.floor(window / 2);
  const means = new Float64Array(values.length);
  let [sum, count] = [0, 0];
  const take = (i: number, sign: 1 | -1) => {
    const value = values[i];
    if (value === undefined || !Number.isFinite(value)) return;
    sum += sign * value;
    count += sign;
  };
  for (let i = 0; i < half; i++) take(i, 1);
  for (let i = 0; i < values.length; i++) {
    take(i + half, 1);
    if (i - half - 1 >= 0) take(i - half - 1, -1);
    means[i] = Number.isFinite(values[i]!) ? sum / count : NaN;
  }
  return means;
}
