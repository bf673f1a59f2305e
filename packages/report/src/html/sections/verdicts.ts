import type { ReportContrast, ReportModel } from '../../model.js';
import { html, type Markup } from '../markup.js';
import { verdictSentence } from '../sentences.js';

/** A sign beside the word and the colour, for quick reading. */
const signs = { better: '▲', worse: '▼', equivalent: '=', inconclusive: '?' } as const;

export const badge = (verdict: ReportContrast['verdict']['verdict']): Markup =>
  html`<span class="badge ${verdict}"><span aria-hidden="true">${signs[verdict]}</span> ${verdict}</span>`;

export function verdictsSection({ contrasts, metrics, design, warnings = [] }: ReportModel): Markup {
  const [primary] = metrics;
  return html`${
      warnings.length > 0 &&
      html`<section class="warnings" aria-labelledby="warnings">
        <h2 id="warnings">Read this first</h2>
        <ul>
          ${warnings.map((warning) => html`<li>${warning}</li>`)}
        </ul>
      </section>`
    }
    <section aria-labelledby="verdicts">
      <h2 id="verdicts">Verdicts</h2>
      ${
        primary && contrasts.length > 0
          ? html`<p class="quiet">
                Each variant against ${design.baseline} in ${primary.name}, decided by rules declared before the runs
                (see Methods).
              </p>
              <ul class="verdicts">
                ${contrasts.map(
                  (contrast) =>
                    html`<li>
                      ${badge(contrast.verdict.verdict)}
                      <p>${verdictSentence(contrast, primary, design)}</p>
                    </li>`,
                )}
              </ul>`
          : html`<p>There is nothing to compare: the report has one variant, or no figures of the primary metric.</p>`
      }
    </section>`;
}
