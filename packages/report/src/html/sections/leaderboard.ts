import type { ReportMetric, ReportModel, ReportSummary } from '../../model.js';
import { html, type Markup } from '../markup.js';
import { figure, isNumber, percent, range } from '../numbers.js';
import { leadInterval, leadValue, stripPlot, type Lead } from '../plots/strip.js';
import { named, styleOf, type VariantStyles } from '../variants.js';
import { badge } from './verdicts.js';

/** With any failed run all variants are led by the IQM, for failed runs have no mean. */
export const leadOf = (summaries: readonly ReportSummary[]): Lead =>
  summaries.some(({ lead }) => lead === 'iqm') ? 'iqm' : 'mean';

/** Best first; variants without a figure last. */
export function ranked(summaries: readonly ReportSummary[], metric: ReportMetric, lead: Lead): ReportSummary[] {
  const key = (summary: ReportSummary) => {
    const value = leadValue(summary, lead);
    return isNumber(value) ? value * (metric.direction === 'lower' ? 1 : -1) : Infinity;
  };
  return [...summaries].sort((a, b) => (key(a) === key(b) ? 0 : key(a) - key(b)));
}

export function leaderboardSection(model: ReportModel, styles: VariantStyles): Markup {
  const { metrics } = model;
  return html`<section aria-labelledby="leaderboard">
    <h2 id="leaderboard">Leaderboard</h2>
    ${
      metrics.length > 1 &&
      html`<div class="controls">
        <label
          >Metric
          <select data-panels="board">
            ${metrics.map(({ name }, i) => html`<option>${name}${i === 0 ? ' (primary)' : ''}</option>`)}
          </select></label
        >
      </div>`
    }
    ${metrics.map((metric, i) => html`<div data-panel="board-${i}">${board(model, metric, i === 0, styles)}</div>`)}
  </section>`;
}

function board(model: ReportModel, metric: ReportMetric, primary: boolean, styles: VariantStyles): Markup {
  const own = model.summaries.filter(({ metric: name }) => name === metric.name);
  if (own.length === 0) return html`<p>No run has a figure of ${metric.name}.</p>`;
  const lead = leadOf(own);
  const rows = ranked(own, metric, lead);
  const approximate = lead === 'iqm' && own.some(({ iqmInterval }) => iqmInterval.approximate);
  const names = { mean: metric.scale === 'log' ? 'Geometric mean' : 'Mean', iqm: 'IQM' };
  const other = lead === 'iqm' ? 'mean' : 'iqm';
  return html`<p class="note">
      ${metric.name}, ${metric.direction} is better.
      ${
        lead === 'iqm' && own.some(({ failed }) => failed > 0)
          ? 'Runs failed, so interquartile means lead and failed runs count as the worst. '
          : ''
      }${approximate ? 'Bootstrap intervals below 10 seeds are narrower than they say. ' : ''}The
      order is no verdict.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Leaderboard in ${metric.name}">
      <table>
        <thead>
          <tr>
            <th scope="col">Variant</th>
            <th scope="col" class="number">${names[lead]}</th>
            <th scope="col" class="number">${percent(rows[0]!.iqmInterval.level)} interval</th>
            <th scope="col" class="number">${names[other]}</th>
            <th scope="col" class="number">Median</th>
            <th scope="col" class="number">Least to greatest</th>
            <th scope="col" class="number">Failed runs</th>
            ${primary && html`<th scope="col">Against ${model.design.baseline}</th>`}
          </tr>
        </thead>
        <tbody>
          ${rows.map((summary) => {
            const contrast = model.contrasts.find(({ name }) => name === summary.variant);
            const interval = leadInterval(summary, lead);
            return html`<tr>
              <th scope="row">${named(styleOf(styles, summary.variant))}</th>
              <td class="number">${figure(leadValue(summary, lead))}</td>
              <td class="number">${interval ? range(interval) : '–'}</td>
              <td class="number">${figure(leadValue(summary, other))}</td>
              <td class="number">${figure(summary.median)}</td>
              <td class="number">
                ${isNumber(summary.min) ? `${figure(summary.min)} to ${figure(summary.max)}` : '–'}
              </td>
              <td class="number">
                ${summary.failed} of
                ${summary.runs}${
                  summary.failed > 0 &&
                  html`<br /><span class="note"
                      >rate ${percent(summary.failureInterval.low)} to ${percent(summary.failureInterval.high)}</span
                    >`
                }
              </td>
              ${primary && html`<td>${contrast ? badge(contrast.verdict.verdict) : 'baseline'}</td>`}
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
    <figure>
      ${stripPlot(metric, rows, model.runs, lead, styles)}
      <figcaption>
        Every seed's figure; the tall line is the ${lead === 'iqm' ? 'IQM' : names.mean.toLowerCase()}, the band its
        interval, a cross a failed run.
      </figcaption>
    </figure>
    <details>
      <summary>Protocol of ${metric.name}</summary>
      <p>
        <code
          >${Object.entries(metric.protocol)
            .map(([key, value]) => `${key}: ${value}`)
            .join(' · ')}</code
        ><br />
        <span class="note">hash <code>${metric.protocolHash}</code>; only figures of one protocol are compared.</span>
      </p>
    </details>`;
}
