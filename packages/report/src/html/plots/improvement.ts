import type { ReportContrast } from '../../model.js';
import { html, type Markup } from '../markup.js';
import { pPhrase } from '../numbers.js';
import { marker, styleOf, type VariantStyles } from '../variants.js';
import { rowMiddle, rowsPlot, verticalLine } from './rows.js';
import { percentScale } from './scale.js';

/** P(a run of the variant beats one of the baseline); a half is no difference. */
export function improvementPlot(contrasts: readonly ReportContrast[], styles: VariantStyles, baseline: string): Markup {
  const scale = percentScale(0, 1);
  return rowsPlot({
    scale,
    label: `probability of improvement over ${baseline}`,
    behind: verticalLine(scale.at(0.5)),
    rows: contrasts.map(({ name, probabilityOfImprovement, holmP, exact }) => {
      const style = styleOf(styles, name);
      const side = `${probabilityOfImprovement.toFixed(2)}, ${pPhrase('Holm p', holmP)}, ${pPhrase('exact p', exact.p)}`;
      const at = scale.at(probabilityOfImprovement);
      return {
        style,
        side,
        description: `${name}: ${side}`,
        drawing: html`<line
            x1="${scale.at(0.5)}"
            x2="${at}"
            y1="${rowMiddle}"
            y2="${rowMiddle}"
            stroke="${style.colour}"
            stroke-width="2"
          />${marker(style, at, rowMiddle, side)}`,
      };
    }),
  });
}
