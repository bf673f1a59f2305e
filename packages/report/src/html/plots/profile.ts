import type { ReportProfile } from '../../model.js';
import { html, type Markup } from '../markup.js';
import { marker, named, styleOf, type VariantStyles } from '../variants.js';
import { percentScale } from './scale.js';

/** The share of each variant's runs that are better than a threshold, over thresholds. */
export function profilePlot({ metric, thresholds, shares }: ReportProfile, styles: VariantStyles): Markup {
  const [low = 0, high = 1] = [thresholds[0], thresholds.at(-1)];
  const log = low > 0 && high / low > 10;
  const scale = percentScale(low, high > low ? high : low + 1, { log, ticks: 4 });
  const x = (value: number) => (scale.share(value) * 1000).toFixed(1);
  const y = (share: number) => ((1 - share) * 292 + 4).toFixed(1);
  const curves = Object.entries(shares).map(([name, values]) => {
    const style = styleOf(styles, name);
    // Shares change at the thresholds only: steps, not slopes.
    const path = values
      .map((share, i) => `${i === 0 ? `M${x(thresholds[i]!)} ` : `H${x(thresholds[i]!)}V`}${y(share)}`)
      .join('');
    const dash = ['', '7 4', '2 3', '10 3 2 3'][Math.floor(style.index / 8) % 4];
    return html`<path
      d="${path}"
      fill="none"
      stroke="${style.colour}"
      stroke-width="2.2"
      stroke-dasharray="${dash}"
      vector-effect="non-scaling-stroke"
      ><title>${name}</title></path
    >`;
  });
  // Marks tell curves of like colours apart, at other places for each.
  const marks = Object.entries(shares).map(([name, values]) => {
    const style = styleOf(styles, name);
    const at = Math.round(((style.index + 1) / (styles.size + 1)) * (values.length - 1));
    return html`${marker(style, scale.at(thresholds[at]!), Number(y(values[at]!)))}`;
  });
  return html`<figure>
    <ul class="legend">
      ${Object.keys(shares).map((name) => html`<li>${named(styleOf(styles, name))}</li>`)}
    </ul>
    <div
      class="profile"
      role="img"
      aria-label="Performance profile in ${metric}: the share of each variant's runs better than a threshold."
    >
      <svg viewBox="0 0 1000 300" preserveAspectRatio="none" style="position: absolute; width: calc(100% - 2.8rem)">
        ${curves}
      </svg>
      <svg style="overflow: hidden">${marks}</svg>
      ${[0, 0.25, 0.5, 0.75, 1].map((share) => html`<span class="tick" style="left: 0; width: 2.3rem; text-align: right; top: ${Number(y(share)) - 6}px">${share * 100} %</span>`)}
      <div class="across">
        ${scale.ticks.map(({ value, label }) => html`<span class="tick" style="left: ${scale.at(value)}; top: 8px; transform: translateX(-50%)">${label}</span>`)}
        <span class="tick" style="left: 50%; top: 27px; transform: translateX(-50%)">threshold in ${metric}</span>
      </div>
    </div>
  </figure>`;
}
