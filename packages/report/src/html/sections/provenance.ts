import type { ReportModel } from '../../model.js';
import { html, type Markup } from '../markup.js';

export const provenanceSection = ({ provenance }: ReportModel): Markup =>
  html`<section aria-labelledby="provenance">
    <h2 id="provenance">Provenance</h2>
    ${provenance.map(
      ({ title, facts }) =>
        html`<h3>${title}</h3>
          <div class="scroll" tabindex="0" role="region" aria-label="${title}">
            <table class="plain">
              <tbody>
                ${facts.map(
                  ([name, value]) =>
                    html`<tr>
                      <th scope="row">${name}</th>
                      <td><code>${value}</code></td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`,
    )}
  </section>`;
