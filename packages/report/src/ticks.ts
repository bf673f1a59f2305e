export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Round values (1, 2 or 5 times a power of ten apart) within low to high, about `count` of them. */
export function linearTicks(low: number, high: number, count: number): Tick[] {
  const step = roundStep((high - low) / Math.max(1, count));
  if (!(step > 0)) return [];
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const value = (first + i) * step;
    return { value, label: formatTick(value, step) };
  });
}

/** Powers of ten within low to high, every n-th where there are many; with 2 and 5 between where there are few. */
export function logTicks(low: number, high: number, count: number): Tick[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const decades = Math.floor(Math.log10(high / low));
  const within = (value: number) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
  const every = Math.max(1, Math.ceil(decades / count));
  const digits = decades * 3 <= count + 2 ? [1, 2, 5] : [1];
  const ticks: Tick[] = [];
  for (let power = first; power <= last; power++) {
    if ((power - first) % every !== 0) continue;
    for (const digit of digits) {
      const value = Number(`${digit}e${power}`);
      if (within(value)) ticks.push({ value, label: formatTick(value, value) });
    }
  }
  return ticks.length >= 2 ? ticks : linearTicks(low, high, count);
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const part = rough / power;
  return power * (part < 1.5 ? 1 : part < 3.5 ? 2 : part < 7.5 ? 5 : 10);
}

/** A number with the digits that ticks `step` apart need: real minus signs, thousands apart, powers for extremes. */
export function formatTick(value: number, step: number): string {
  if (Math.abs(value) < Math.abs(step) * 1e-6) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return minus(trimmed(value.toExponential(2))).replace('e+', 'e');
  const decimals = Math.max(0, Math.min(8, -Math.floor(Math.log10(Math.abs(step)) + 1e-9)));
  return minus(value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));
}

const minus = (text: string) => text.replaceAll('-', '−');
const trimmed = (text: string) => text.replace(/\.?0+e/, 'e');
