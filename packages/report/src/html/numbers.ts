import type { Maybe } from '../model.js';

export const isNumber = (value: Maybe): value is number => typeof value === 'number' && Number.isFinite(value);

const minus = (text: string) => text.replace('-', '−');

/** Three significant digits; failed runs make some figures infinite: an en dash then. */
export function figure(value: Maybe, digits = 3): string {
  if (!isNumber(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4)
    return minus(value.toExponential(digits - 1))
      .replace('e+', 'e')
      .replace('e-', 'e−');
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(Number(size.toPrecision(digits)))));
  return minus(value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));
}

export const whole = (value: number): string => minus(Math.round(value).toLocaleString('en-US'));

/** An interval in words; failed runs can leave one without an end. */
export const range = ({ low, high }: { readonly low: Maybe; readonly high: Maybe }, digits = 3): string =>
  isNumber(low) || isNumber(high)
    ? `${isNumber(low) ? figure(low, digits) : '−∞'} to ${isNumber(high) ? figure(high, digits) : '∞'}`
    : '–';

/** With the decimals asked for at most: '5 %', '2.5 %'. */
export const percent = (share: number, digits = 0): string =>
  `${minus(String(Number((share * 100).toFixed(digits))))}\u00a0%`;

/** '.034', '< .001', '1.00': three decimals are more than the seeds of a study support. */
export function pValue(p: number): string {
  if (!Number.isFinite(p)) return '–';
  if (p < 0.001) return '<\u00a0.001';
  if (p > 0.995) return '1.00';
  return p.toFixed(p < 0.1 ? 3 : 2).replace(/^0/, '');
}

/** With its relation: 'p = .034', 'p < .001'; never broken over lines. */
export const pPhrase = (name: string, p: number): string =>
  `${name}\u00a0${p < 0.001 ? '' : '=\u00a0'}${pValue(p)}`.replaceAll(' ', '\u00a0');

/** A declared level such as alpha: '.05'. */
export const level = (share: number): string => String(share).replace(/^0/, '');

export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 60) return `${figure(seconds, 2)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
