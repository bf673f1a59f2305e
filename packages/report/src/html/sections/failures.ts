import type { ReportModel } from '../../model.js';
import { html, type Markup } from '../markup.js';
import { whole } from '../numbers.js';

export function failuresSection({ runs }: ReportModel): Markup {
  const failed = runs.filter(({ status }) => status !== 'done');
  return html`<section aria-labelledby="failures">
    <h2 id="failures">Failures</h2>
    ${
      failed.length === 0
        ? html`<p>All ${whole(runs.length)} runs finished.</p>`
        : html`<p>
              ${whole(failed.length)} of ${whole(runs.length)} runs did not finish. They stay in the comparison as the
              worst.
            </p>
            ${failed.map(
              ({ id, variant, seed, status, steps, failure }) =>
                html`<details>
                  <summary>
                    ${variant}, seed ${seed}: ${status} at step
                    ${whole(failure?.step ?? steps)}${failure?.code && html`, <code>${failure.code}</code>`}
                  </summary>
                  <p>
                    ${failure?.message ?? 'The run left no message.'} <span class="note">Run <code>${id}</code>.</span>
                  </p>
                  ${failure && failure.log.length > 0 && html`<pre tabindex="0" aria-label="End of the log of ${id}">${failure.log.join('\n')}</pre>`}
                </details>`,
            )}`
    }
  </section>`;
}
