import { bytes, count, memoryRows, shape, stepTitle, termNotes } from './format.js';
import type { Inspection, LayerFacts, NetworkFacts, StepFacts, Wire } from './inspection.js';

const colours = {
  ink: '#1c2430',
  quiet: '#5d6b7e',
  line: '#d5dce6',
  page: '#ffffff',
  card: '#ffffff',
  input: '#2f6fb3',
  samples: '#2c8a63',
  scores: '#b3553a',
  step: '#7a52a8',
  memory: '#5d6b7e',
} as const;

const row = 19;
const header = 34;
const pad = 14;
const gap = 22;
/** x and width of the three columns. */
const columns = [
  { x: 24, width: 250 },
  { x: 330, width: 400 },
  { x: 786, width: 330 },
] as const;
const pageWidth = 1140;
const top = 74;
/** Rows of a network's card; what is between is folded. */
const mostLayers = 22;

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

interface Line {
  readonly left: string;
  readonly right?: string;
  readonly middle?: string;
  readonly quiet?: boolean;
}

interface Card {
  readonly id: string;
  readonly column: 0 | 1 | 2;
  readonly title: string;
  readonly note: string;
  readonly colour: string;
  readonly lines: readonly Line[];
}

interface Placed extends Card {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const fit = (text: string, letters: number): string =>
  text.length > letters ? `${text.slice(0, letters - 1)}…` : text;

/** Rows of a plugin's card. */
const mostOptions = 8;

/** Options by dotted name. */
const flat = (options: Readonly<Record<string, unknown>>, prefix = ''): Line[] =>
  Object.entries(options).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? flat(value as Record<string, unknown>, `${prefix}${name}.`)
      : [
          {
            left: fit(`${prefix}${name}`, 25),
            right: fit(shown(value), 36 - Math.min(25, prefix.length + name.length)),
          },
        ],
  );

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const wireCard = (id: string, title: string, wires: readonly Wire[], more: readonly Line[] = []): Card[] =>
  wires.length === 0
    ? []
    : [
        {
          id,
          column: 0,
          title,
          note: wires.length === 1 ? wires[0]!.plugin : '',
          colour: colours.input,
          lines: [
            ...more,
            ...wires.flatMap(({ plugin, source, options }) => [
              { left: wires.length === 1 ? 'from' : plugin, right: fit(source, 26), quiet: true },
              ...flat(options)
                .filter(({ left }) => !more.some((line) => line.left === left))
                .slice(0, mostOptions),
            ]),
          ],
        },
      ];

/** What the picture leaves out is what changes no shape. */
const isNews = ({ kind }: LayerFacts) => !['Activation', 'ReLU', 'LeakyRelu', 'LeakyReLU', 'Flatten'].includes(kind);

function networkCard({ name, gives, parameters, layers }: NetworkFacts): Card {
  const news = layers.filter(isNews);
  const half = Math.floor(mostLayers / 2);
  const folded = news.length - mostLayers;
  const line = ({ part, kind, output, parameters: own }: LayerFacts): Line => ({
    left: fit(part === undefined ? kind : `${part} ${kind}`, 26),
    middle: shape(output),
    right: own > 0 ? count(own) : '',
  });
  const lines =
    folded > 0
      ? [
          ...news.slice(0, half).map(line),
          { left: `… ${folded} layers more`, quiet: true },
          ...news.slice(-half).map(line),
        ]
      : news.map(line);
  return {
    id: `network ${name}`,
    column: 1,
    title: name,
    note: `${count(parameters)} parameters`,
    colour: gives === 'samples' ? colours.samples : colours.scores,
    lines,
  };
}

const stepCard = (step: StepFacts, batch: number): Card => ({
  id: `step ${step.name}`,
  column: 2,
  title: `${stepTitle(step)}`,
  note: `step, batch ${batch}`,
  colour: colours.step,
  lines: step.players.flatMap(({ player, trains, terms }) => [
    { left: `${player} trains ${trains.join(' and ')} on`, quiet: true },
    ...terms.map((term) => ({ left: `  ${term.name}`, right: termNotes(term) || 'every step' })),
  ]),
});

const firstStep = (steps: readonly StepFacts[], { name }: NetworkFacts): number =>
  steps.findIndex(({ players }) => players.some(({ trains }) => trains.includes(name)));

function cardsOf(inspection: Inspection): Card[] {
  const { wiring, networks, steps, batch, data, memory } = inspection;
  const of = (kind: string) => wiring.filter((wire) => wire.kind === kind);
  return [
    ...wireCard('data', 'data', of('dataset'), [
      { left: 'examples', right: count(data.examples) },
      { left: 'sample', right: shape(data.shape) },
    ]),
    ...wireCard('latent', 'latent', of('latent')),
    ...wireCard('architecture', 'architecture', of('architecture')),
    ...wireCard('loss', 'loss', of('loss')),
    ...wireCard('regularizers', 'regularizers', of('regularizer')),
    ...wireCard('augmentations', 'augmentations', of('augmentation')),
    // In the order of the steps that train them, so that lines do not cross.
    ...networks.toSorted((a, b) => firstStep(steps, a) - firstStep(steps, b)).map(networkCard),
    ...steps.map((step) => stepCard(step, batch)),
    ...of('optimizer').map((wire): Card => ({
      id: wire.path,
      column: 2,
      title: wire.path.replace('optimizers.', 'optimizer of '),
      note: wire.plugin,
      colour: colours.step,
      lines: Object.entries(wire.options).map(([name, value]) => ({
        left: name,
        right: fit(shown(value), 24),
      })),
    })),
    {
      id: 'memory',
      column: 2,
      title: 'memory, estimated',
      note: bytes(memory.total),
      colour: colours.memory,
      lines: memoryRows(memory).map(([what, size]) => ({ left: what, right: bytes(size) })),
    },
  ];
}

function place(cards: readonly Card[]): { placed: Placed[]; height: number } {
  const bottoms = [top, top, top];
  const placed = cards.map((card): Placed => {
    const height = header + (card.lines.length > 0 ? card.lines.length * row + pad : 0);
    const y = bottoms[card.column]!;
    bottoms[card.column] = y + height + gap;
    return { ...card, ...columns[card.column], y, height };
  });
  return { placed, height: Math.max(...bottoms) + 6 };
}

function draw({ x, y, width, height, title, note, colour, lines }: Placed): string {
  const text = (at: number, line: number, content: string, attributes: string) =>
    content === '' ? '' : `<text x="${at}" y="${y + header + 17 + line * row}" ${attributes}>${escape(content)}</text>`;
  const body = lines.map(({ left, middle, right, quiet }, i) =>
    [
      text(x + pad, i, left, quiet ? 'class="quiet"' : ''),
      text(x + width - 92, i, middle ?? '', 'class="quiet" text-anchor="end"'),
      text(x + width - pad, i, right ?? '', `text-anchor="end"${quiet ? ' class="quiet"' : ''}`),
    ].join(''),
  );
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" fill="${colours.card}" stroke="${colours.line}"/>`,
    `<path d="M${x} ${y + header}v${8 - header}a8 8 0 0 1 8-8h${width - 16}a8 8 0 0 1 8 8v${header - 8}z" fill="${colour}"/>`,
    `<text x="${x + pad}" y="${y + 22}" class="title">${escape(title)}</text>`,
    `<text x="${x + width - pad}" y="${y + 22}" class="note" text-anchor="end">${escape(note)}</text>`,
    ...body,
  ].join('\n');
}

interface Edge {
  readonly from: string;
  readonly to: string;
}

/** Inputs to networks, samples to judges, networks to the steps that train them. */
function edgesOf({ networks, steps, wiring }: Inspection): Edge[] {
  const makers = networks.filter(({ gives }) => gives === 'samples');
  const judges = networks.filter(({ gives }) => gives === 'scores');
  const has = (kind: string) => wiring.some((wire) => wire.kind === kind);
  return [
    ...makers.map(({ name }) => ({ from: has('latent') ? 'latent' : 'data', to: `network ${name}` })),
    ...judges.map(({ name }) => ({ from: 'data', to: `network ${name}` })),
    ...steps.flatMap((step) =>
      step.players.flatMap(({ trains }) =>
        trains.map((name) => ({ from: `network ${name}`, to: `step ${step.name}` })),
      ),
    ),
  ];
}

/** A curve from the right side of one card to the left of another; several ends at one card are spread. */
function drawEdges(edges: readonly Edge[], placed: readonly Placed[]): string[] {
  const find = (id: string) => placed.find((card) => card.id === id);
  const spread = (index: number) => header / 2 + index * 12;
  return edges.flatMap(({ from, to }, i) => {
    const [a, b] = [find(from), find(to)];
    if (!a || !b) return [];
    const ends = (key: 'from' | 'to', id: string) => edges.slice(0, i).filter((edge) => edge[key] === id).length;
    const [x1, y1] = [a.x + a.width, a.y + spread(ends('from', from))];
    const [x2, y2] = [b.x, b.y + spread(ends('to', to))];
    const bend = (x2 - x1) / 2;
    return `<path d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2 - 7} ${y2}" fill="none" stroke="${a.colour}" stroke-width="1.8" marker-end="url(#end-${a.colour.slice(1)})"/>`;
  });
}

const markers = (): string =>
  [...new Set([colours.input, colours.samples, colours.scores])]
    .map(
      (colour) =>
        `<marker id="end-${colour.slice(1)}" viewBox="0 0 8 8" refX="4" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0L8 4L0 8z" fill="${colour}"/></marker>`,
    )
    .join('');

/** The wiring as a picture: what goes in, the networks, the steps that train them. */
export function inspectionSvg(inspection: Inspection): string {
  const { placed, height } = place(cardsOf(inspection));
  const { name, iterations } = inspection;
  const heads = ['What goes in', 'Networks', 'Training'].map(
    (text, i) => `<text x="${columns[i]!.x}" y="${top - 14}" class="head">${text}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${pageWidth} ${height}" width="${pageWidth}" height="${height}" role="img" aria-label="${escape(`Wiring of ${name}`)}">`,
    `<style>text{font:13px Inter,'Segoe UI',Helvetica,Arial,sans-serif;fill:${colours.ink};white-space:pre}.quiet{fill:${colours.quiet}}.title{font-weight:600;font-size:14px;fill:#fff}.note{fill:#fff}.head{font-size:12px;letter-spacing:.06em;fill:${colours.quiet}}.name{font-size:18px;font-weight:600}</style>`,
    `<defs>${markers()}</defs>`,
    `<rect width="${pageWidth}" height="${height}" fill="${colours.page}"/>`,
    `<text x="24" y="34" class="name">${escape(name)}</text>`,
    `<text x="${pageWidth - 24}" y="34" class="quiet" text-anchor="end">${count(iterations)} iterations</text>`,
    ...heads,
    ...drawEdges(edgesOf(inspection), placed),
    ...placed.map(draw),
    '</svg>',
    '',
  ].join('\n');
}
