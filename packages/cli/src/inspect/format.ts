import type { Inspection, LayerFacts, MemoryFacts, StepFacts, TermFacts } from './inspection.js';

export const count = (value: number): string => value.toLocaleString('en-US');

export function bytes(value: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(value) / 10));
  const scaled = value / 1024 ** power;
  return `${power === 0 || scaled >= 100 ? Math.round(scaled) : scaled.toFixed(1)} ${units[power]}`;
}

export const shape = (sides: readonly number[]): string => (sides.length > 0 ? sides.join(' × ') : 'scalar');

/** `weight 10, every 16` */
export const termNotes = ({ every, weight }: TermFacts): string =>
  [
    ...(weight !== undefined ? [`weight ${weight}`] : []),
    ...(every === 0 ? ['at some iterations'] : every > 1 ? [`every ${every}`] : []),
  ].join(', ');

export const stepTitle = ({ name, perIteration }: StepFacts): string =>
  perIteration === 1 ? name : `${name} (${Number(perIteration.toFixed(2))} per iteration)`;

/** What there is of each, in bytes. */
export const memoryRows = (memory: MemoryFacts): [string, number][] => allRows(memory).filter(([, size]) => size > 0);

const allRows = (memory: MemoryFacts): [string, number][] => [
  ['weights', memory.weights],
  ['gradients', memory.gradients],
  ['optimizer state', memory.optimizers],
  ['averaged weights', memory.averages],
  ['other state', memory.other],
  ['activations', memory.activations],
  ['data batch', memory.batch],
];

/** Columns, the first to the left and those of numbers to the right. */
function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths = rows.reduce<number[]>((most, row) => row.map((cell, i) => Math.max(most[i] ?? 0, cell.length)), []);
  return rows.map((row) =>
    `  ${row.map((cell, i) => (right.includes(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join('  ')}`.trimEnd(),
  );
}

const options = (values: Readonly<Record<string, unknown>>): string => {
  const text = Object.entries(values)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(', ');
  return text.length > 70 ? `${text.slice(0, 69)}…` : text;
};

const layerRow = ({ part, kind, output, parameters }: LayerFacts): string[] => [
  part === undefined ? kind : `${part}/${kind}`,
  shape(output),
  parameters === 0 ? '' : count(parameters),
];

/** For people, in plain text. */
export function formatInspection(inspection: Inspection): string {
  const { name, data, batch, iterations, wiring, networks, steps, memory } = inspection;
  const lines = [
    `${name}: ${count(data.examples)} examples of ${shape(data.shape)}, batches of ${batch}, ${count(iterations)} iterations`,
    '',
    'Wiring',
    ...table(wiring.map(({ path, plugin, source, options: given }) => [path, plugin, source, options(given)])),
  ];
  for (const { name: network, parameters, untrained, layers } of networks) {
    const others = untrained > 0 ? `, and ${count(untrained)} numbers that are not trained` : '';
    lines.push('', `${network}: ${count(parameters)} parameters${others}`, ...table(layers.map(layerRow), [2]));
  }
  lines.push('', 'Steps of an iteration');
  for (const step of steps) {
    lines.push(`  ${stepTitle(step)}`);
    for (const { player, trains, terms } of step.players) {
      const shown = terms.map((term) => {
        const notes = termNotes(term);
        return notes ? `${term.name} (${notes})` : term.name;
      });
      lines.push(`    ${player}, of ${trains.join(' and ')}, minimises ${shown.join(' + ')}`);
    }
    if (step.reports.length > 0) lines.push(`    reports ${step.reports.join(', ')}`);
  }
  lines.push(
    '',
    'Memory, estimated',
    ...table(
      [...memoryRows(memory), ['together', memory.total] as [string, number]].map(([what, size]) => [
        what,
        bytes(size),
      ]),
      [1],
    ),
  );
  return `${lines.join('\n')}\n`;
}
