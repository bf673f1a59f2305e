import type { ReportHistogram } from '../../model.js';
import { html, type Markup } from '../markup.js';
import { percentScale } from './scale.js';

const colours = ['var(--v0)', 'var(--v1)', 'var(--v2)', 'var(--v3)'];

/** Filled outlines over one axis, each scaled to the share of its own total. */
export function histogramPlot({ title, edges, counts }: ReportHistogram): Markup {
  const scale = percentScale(edges[0] ?? 0, edges.at(-1) ?? 1, { ticks: 3 });
  const shares = Object.entries(counts).map(([name, values]) => {
    const total = values.reduce((sum, value) => sum + value, 0) || 1;
    return [name, values.map((value) => value / total)] as const;
  });
  const tallest = Math.max(1e-9, ...shares.flatMap(([, values]) => values));
  const x = (value: number) => (scale.share(value) * 1000).toFixed(1);
  const y = (share: number) => ((1 - share / tallest) * 125 + 5).toFixed(1);
  return html`<figure>
    <strong>${title}</strong>
    <ul class="legend">
      ${shares.map(
        ([name], i) =>
          html`<li>
            <svg class="swatch" viewBox="0 0 12 12" aria-hidden="true">
              <rect width="12" height="12" rx="2" fill="${colours[i % colours.length]}" /></svg
            >${name}
          </li>`,
      )}
    </ul>
    <div class="histogram" role="img" aria-label="Histogram: ${title}">
      <svg viewBox="0 0 1000 130" preserveAspectRatio="none">
        ${shares.map(([, values], i) => {
          const outline = values.map((share, bin) => `L${x(edges[bin]!)} ${y(share)}H${x(edges[bin + 1]!)}`).join('');
          const colour = colours[i % colours.length];
          return html`<path
            d="M${x(scale.low)} 130${outline}L${x(scale.high)} 130"
            fill="${colour}"
            fill-opacity=".25"
            stroke="${colour}"
            stroke-width="1.5"
            vector-effect="non-scaling-stroke"
          />`;
        })}
      </svg>
      <div class="across">
        ${scale.ticks.map(({ value, label }) => html`<span class="tick" style="left: ${scale.at(value)}; top: 8px; transform: translateX(-50%)">${label}</span>`)}
      </div>
    </div>
  </figure>`;
}
