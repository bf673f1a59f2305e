import type { Maybe, ReportModel } from '../model.js';

/** RFC 4180: quoted where needed, lines end in CR LF; numbers in full precision, empty where there is none. */
const line = (cells: readonly (string | Maybe)[]): string => `${cells.map(cell).join(',')}\r\n`;

function cell(value: string | Maybe): string {
  if (typeof value !== 'string') return typeof value === 'number' && Number.isFinite(value) ? String(value) : '';
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** One line for each run, with its final figure of every metric: all statistics follow from these. */
export function runsCsv({ runs, metrics }: ReportModel): string {
  const head = [
    'run',
    'variant',
    'seed',
    'status',
    'steps',
    'pictures',
    'seconds',
    ...metrics.map(({ name }) => name),
    'failure',
  ];
  const rows = runs.map(({ id, variant, seed, status, steps, pictures, seconds, figures, failure }) =>
    line([
      id,
      variant,
      seed,
      status,
      steps,
      pictures,
      seconds,
      ...metrics.map(({ name }) => figures[name]),
      failure?.code ?? failure?.message,
    ]),
  );
  return line(head) + rows.join('');
}

/** Every point of every series, in pieces: it may be long. */
export function* curvesCsv({ runs }: ReportModel): Generator<string> {
  yield line(['run', 'series', 'step', 'value']);
  for (const { id, series } of runs) {
    for (const [name, { step, value }] of Object.entries(series)) {
      const start = `${cell(id)},${cell(name)},`;
      const piece: string[] = [];
      for (let i = 0; i < value.length; i++) piece.push(`${start}${step[i]},${cell(value[i])}\r\n`);
      yield piece.join('');
    }
  }
}
