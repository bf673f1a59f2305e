import type { ReportContrast } from '../../model.js';
import { html, type Markup } from '../markup.js';
import { figure, pPhrase, range } from '../numbers.js';
import { marker, styleOf, type VariantStyles } from '../variants.js';
import { intervalBar, rowMiddle, rowsPlot, verticalLine } from './rows.js';
import { paddedRange, percentScale } from './scale.js';

/** Beyond these ratios an interval ends in an arrow, so that one wild variant does not flatten the others. */
const farthestRatio = 20;

/** Effects against the baseline with their intervals; the margin that does not matter is shaded. */
export function forestPlot(contrasts: readonly ReportContrast[], styles: VariantStyles, baseline: string): Markup {
  const [first] = contrasts;
  if (!first) return html``;
  const log = first.scale === 'log';
  const none = log ? 1 : 0;
  const [below, above] = log ? [Math.exp(-first.margin), Math.exp(first.margin)] : [-first.margin, first.margin];
  const clip = (value: number) => (log ? Math.min(farthestRatio, Math.max(1 / farthestRatio, value)) : value);
  const [low, high] = paddedRange(
    [
      below,
      above,
      ...contrasts.flatMap(({ effect, effectInterval: { low, high } }) =>
        [effect, low, high].filter(Number.isFinite).map(clip),
      ),
    ],
    log,
  );
  const scale = percentScale(low, high, { log });
  const lowerIsBetter = first.direction === 'lower';
  const margin = scale.share(above) - scale.share(below);
  return rowsPlot({
    scale,
    label: log ? `ratio to ${baseline}` : `difference from ${baseline}`,
    ends: lowerIsBetter ? ['better', 'worse'] : ['worse', 'better'],
    behind: html`<rect
        x="${scale.at(below)}"
        width="${(margin * 100).toFixed(2)}%"
        y="0"
        height="34"
        fill="var(--rule)"
        opacity=".7"
      />${verticalLine(scale.at(none))}`,
    rows: contrasts.map((contrast) => {
      const style = styleOf(styles, contrast.name);
      const { effect, effectInterval } = contrast;
      const side = `${figure(effect)} (${range(effectInterval)}), ${pPhrase('p', contrast.holmP)}`;
      return {
        style,
        side,
        description: `${contrast.name}: ${side}`,
        drawing: html`${intervalBar(scale, effectInterval.low, effectInterval.high, style.colour)}${Number.isFinite(effect) && marker(style, scale.at(effect), rowMiddle, side)}`,
      };
    }),
  });
}
