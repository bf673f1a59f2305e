import type { ReportModel } from '../model.js';
import { html, type Markup } from './markup.js';

/** How a variant looks everywhere in a report: its colour, and a shape for those who tell colours badly. */
export interface VariantStyle {
  readonly index: number;
  readonly name: string;
  /** A CSS colour that follows the theme. */
  readonly colour: string;
}

const colours = 8;

export type VariantStyles = ReadonlyMap<string, VariantStyle>;

export const variantStyles = ({ variants }: ReportModel): VariantStyles =>
  new Map(variants.map(({ name }, index) => [name, { index, name, colour: `var(--v${index % colours})` }]));

export function styleOf(styles: VariantStyles, name: string): VariantStyle {
  const style = styles.get(name);
  if (!style)
    throw new RangeError(`Expected one of the variants ${[...styles.keys()].join(', ')}, received '${name}'.`);
  return style;
}

/** A filled shape of the variant's colour, about 10 units wide, centred at x (any CSS length) and y. */
export function marker({ index, colour }: VariantStyle, x: string, y: number, title?: string): Markup {
  const shape = [
    html`<circle r="5" />`,
    html`<rect x="-4.5" y="-4.5" width="9" height="9" />`,
    html`<path d="M0 -5.8 5.6 4.4H-5.6Z" />`,
    html`<path d="M0 -6.2 6.2 0 0 6.2 -6.2 0Z" />`,
    html`<path d="M0 5.8 5.6 -4.4H-5.6Z" />`,
  ][index % 5];
  // A nested svg can stand at a percentage, which a transform cannot.
  return html`<svg x="${x}" y="${y}" width="1" height="1" style="overflow: visible; width: 1px; height: 1px">
    <g fill="${colour}" stroke="var(--card)" stroke-width="1">${title && html`<title>${title}</title>`}${shape}</g>
  </svg>`;
}

/** The variant's mark and name. */
export const named = (style: VariantStyle): Markup =>
  html`<span class="named"
    ><svg class="swatch" viewBox="-6 -6 12 12" aria-hidden="true">${marker(style, '0', 0)}</svg>${style.name}</span
  >`;
