export type Axis = 'step' | 'pictures' | 'seconds';

export const axisLabels: Record<Axis, string> = { step: 'steps', pictures: 'pictures seen', seconds: 'time' };

/** Seconds between ticks: parts and multiples of minutes, hours and days. */
export const timeSteps = [
  0.001, 0.01, 0.1, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
  172_800, 432_000,
];

export function shortNumber(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text =
    size >= 1e6 || size < 1e-3
      ? value.toExponential(1)
      : Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 6 });
  return text.replace('-', '−').replace('e+', 'e').replace('e-', 'e−');
}

export function axisNumber(axis: Axis, value: number): string {
  if (axis !== 'seconds')
    return value >= 1e6 ? `${Number((value / 1e6).toPrecision(4))} M` : value.toLocaleString('en-US');
  if (value < 60) return `${Number(value.toPrecision(3))} s`;
  return value < 7200 ? `${Number((value / 60).toPrecision(3))} min` : `${Number((value / 3600).toPrecision(3))} h`;
}

/** Round values for a logarithmic axis: powers of ten, with 2 and 5 where they are few; even steps below a factor of 4. */
export function logSplits(low: number, high: number): number[] {
  const decades = Math.log10(high / low);
  if (decades < 0.6) {
    const step = Number(((high - low) / 5).toPrecision(1));
    const first = Math.ceil(low / step);
    return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, i) => (first + i) * step);
  }
  const digits = decades < 3 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.round(decades / 8));
  const splits: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power += every) {
    for (const digit of digits) splits.push(Number(`${digit}e${power}`));
  }
  return splits.filter((value) => value >= low && value <= high);
}
