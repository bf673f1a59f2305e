import type { ReportModel } from '../../model.js';
import { html, type Markup } from '../markup.js';
import { named, type VariantStyles } from '../variants.js';

/** What was equal and what differed: without it no difference in a metric means anything. */
export function auditSection({ audit, variants }: ReportModel, styles: VariantStyles): Markup {
  const { checks, differences } = audit;
  const unequal = checks.filter(({ equal }) => !equal);
  const head = html`<thead>
    <tr>
      <th scope="col"></th>
      ${variants.map(({ name }) => html`<th scope="col">${named(styles.get(name)!)}</th>`)}
    </tr>
  </thead>`;
  return html`<section aria-labelledby="fairness">
    <h2 id="fairness">Fairness audit</h2>
    <p>
      ${
        unequal.length === 0
          ? 'All that must be equal is equal.'
          : html`<span class="badge unequal">${unequal.length} unequal</span>
              ${unequal.map(({ quantity }) => quantity).join(', ')}: differences between variants may come from there.`
      }
    </p>
    ${
      checks.length > 0 &&
      html`<h3>What must be equal</h3>
        <div class="scroll" tabindex="0" role="region" aria-label="Budgets and protocol by variant">
          <table>
            ${head}
            <tbody>
              ${checks.map(
                ({ quantity, values, equal, note }) =>
                  html`<tr>
                    <th scope="row">
                      ${quantity}${!equal && html` <span class="badge unequal">unequal</span>`}${note && html`<br /><span class="note">${note}</span>`}
                    </th>
                    ${variants.map(({ name }) => html`<td class="${equal ? '' : 'unequal'}">${values[name] ?? '–'}</td>`)}
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>`
    }
    ${
      differences.length > 0
        ? html`<h3>The only configuration keys that differ</h3>
            <div class="scroll" tabindex="0" role="region" aria-label="Differing configuration keys">
              <table>
                ${head}
                <tbody>
                  ${differences.map(
                    ({ key, values }) =>
                      html`<tr>
                        <th scope="row"><code>${key}</code></th>
                        ${variants.map(({ name }) => html`<td><code>${values[name] ?? '–'}</code></td>`)}
                      </tr>`,
                  )}
                </tbody>
              </table>
            </div>`
        : html`<p class="quiet">No configuration key differs but the seed.</p>`
    }
  </section>`;
}
