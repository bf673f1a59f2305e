import { html, type Markup } from '../markup.js';
import { named, type VariantStyle } from '../variants.js';
import type { PercentScale } from './scale.js';

export interface PlotRow {
  readonly style: VariantStyle;
  /** Inside of an svg 34 units high; across in percent. */
  readonly drawing: Markup;
  /** What the drawing shows, in words. */
  readonly description: string;
  /** Numbers beside it. */
  readonly side: string;
}

export interface RowsOptions {
  readonly scale: PercentScale;
  readonly label: string;
  readonly rows: readonly PlotRow[];
  /** Drawn behind every row, such as the line of no effect. */
  readonly behind?: Markup;
  /** What lies towards the left and the right end. */
  readonly ends?: readonly [left: string, right: string];
}

/** A plot of one row for each variant over one axis; on narrow screens each drawing goes below its name. */
export function rowsPlot({ scale, label, rows, behind, ends }: RowsOptions): Markup {
  const lines = scale.ticks.map(
    ({ value }) => html`<line x1="${scale.at(value)}" x2="${scale.at(value)}" y1="0" y2="34" stroke="var(--rule)" />`,
  );
  return html`<ul class="rows">
    ${rows.map(
      ({ style, drawing, description, side }) =>
        html`<li>
          <span>${named(style)}</span><svg role="img" aria-label="${description}">${lines}${behind}${drawing}</svg
          ><span class="side">${side}</span>
        </li>`,
    )}
    <li class="axis" aria-hidden="true">
      <span></span
      ><svg>
        ${scale.ticks.map(
          ({ value, label: text }) => html`<text x="${scale.at(value)}" y="12" text-anchor="middle">${text}</text>`,
        )}
        <text x="50%" y="32" text-anchor="middle">${label}</text>
        ${ends && html`<text x="0" y="32">← ${ends[0]}</text><text x="100%" y="32" text-anchor="end">${ends[1]} →</text>`}</svg
      ><span></span>
    </li>
  </ul>`;
}

const middle = 17;

/** A line from low to high with caps; an end beyond the axis is an arrow's. */
export function intervalBar(scale: PercentScale, low: number, high: number, colour: string): Markup {
  const [a, b] = [Number.isFinite(low) ? low : scale.low, Number.isFinite(high) ? high : scale.high];
  const cap = (value: number, beyond: boolean, direction: number) =>
    beyond
      ? html`<svg x="${scale.at(value)}" y="${middle}" style="overflow: visible; width: 1px; height: 1px">
          <path d="M${-7 * direction} -4.5 0 0 ${-7 * direction} 4.5" fill="none" stroke="${colour}" stroke-width="2" />
        </svg>`
      : html`<line
          x1="${scale.at(value)}"
          x2="${scale.at(value)}"
          y1="${middle - 5}"
          y2="${middle + 5}"
          stroke="${colour}"
          stroke-width="2"
        />`;
  return html`<line
      x1="${scale.at(a)}"
      x2="${scale.at(b)}"
      y1="${middle}"
      y2="${middle}"
      stroke="${colour}"
      stroke-width="2"
    />${cap(a, low < scale.low, -1)}${cap(b, high > scale.high, 1)}`;
}

export const verticalLine = (at: string, stroke = 'var(--strong)'): Markup =>
  html`<line x1="${at}" x2="${at}" y1="0" y2="34" stroke="${stroke}" stroke-width="1.5" />`;

export const rowMiddle = middle;
