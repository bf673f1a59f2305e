import type { ReportModel } from '../../model.js';
import { html, type Markup } from '../markup.js';
import { duration, figure, isNumber, whole } from '../numbers.js';
import { named, styleOf, type VariantStyles } from '../variants.js';

export function runsSection({ runs, metrics }: ReportModel, styles: VariantStyles): Markup {
  const heading = (name: string, number = true) =>
    html`<th scope="col" class="${number ? 'number' : ''}"><button type="button">${name}</button></th>`;
  return html`<section aria-labelledby="runs">
    <h2 id="runs">Runs</h2>
    <details>
      <summary>All ${whole(runs.length)} runs</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="All runs">
        <table>
          <thead>
            <tr>
              ${heading('Variant', false)}${heading('Seed')}${heading('Status', false)}${metrics.map(({ name }) => heading(name))}${heading('Steps')}${heading('Time')}${heading('Run', false)}
            </tr>
          </thead>
          <tbody>
            ${runs.map(
              (run) =>
                html`<tr>
                  <th scope="row" data-key="${run.variant}">${named(styleOf(styles, run.variant))}</th>
                  <td class="number" data-key="${run.seed}">${run.seed}</td>
                  <td data-key="${run.status}">${run.status}</td>
                  ${metrics.map(({ name }) => {
                    const value = run.figures[name];
                    return html`<td class="number" data-key="${isNumber(value) ? value : ''}">${figure(value, 4)}</td>`;
                  })}
                  <td class="number" data-key="${run.steps}">${whole(run.steps)}</td>
                  <td class="number" data-key="${run.seconds}">${duration(run.seconds)}</td>
                  <td data-key="${run.id}"><code>${run.id}</code></td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
  </section>`;
}
