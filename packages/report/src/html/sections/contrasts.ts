import type { ReportContrast, ReportExploration, ReportModel } from '../../model.js';
import { html, type Markup } from '../markup.js';
import { figure, isNumber, percent, pValue, range, whole } from '../numbers.js';
import { forestPlot } from '../plots/forest.js';
import { improvementPlot } from '../plots/improvement.js';
import { profilePlot } from '../plots/profile.js';
import { named, styleOf, type VariantStyles } from '../variants.js';

export function contrastsSection(model: ReportModel, styles: VariantStyles): Markup {
  const { contrasts, explorations = [], profile, design } = model;
  return html`<section aria-labelledby="contrasts">
    <h2 id="contrasts">Contrasts with ${design.baseline}</h2>
    ${
      contrasts.length === 0
        ? html`<p>There is no other variant to set against the baseline.</p>`
        : html`<h3>Effects</h3>
            <figure>
              ${forestPlot(contrasts, styles, design.baseline)}
              <figcaption>
                Estimate and ${percent(contrasts[0]!.effectInterval.level)} interval; Holm-adjusted p. Shaded:
                differences of at most ${percent(design.margin)}, which do not matter.
              </figcaption>
            </figure>
            <h3>Probability of improvement</h3>
            <figure>
              ${improvementPlot(contrasts, styles, design.baseline)}
              <figcaption>
                How often a run of the variant beats a run of the baseline, over all pairs of runs; ties count a half.
              </figcaption>
            </figure>
            ${contrastTable(contrasts, styles)}`
    }
    ${
      profile &&
      html`<h3>Performance profile</h3>
        ${profilePlot(profile, styles)}
        <p class="note">
          The share of each variant's runs, failed ones included, that are better than the threshold: a curve above
          another all along is better at every level.
        </p>`
    }
    ${explorations.length > 0 && explorationTable(explorations, styles)}
  </section>`;
}

function contrastTable(contrasts: readonly ReportContrast[], styles: VariantStyles): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Contrasts in numbers">
    <table>
      <thead>
        <tr>
          <th scope="col">Variant</th>
          <th scope="col">Test</th>
          <th scope="col" class="number">${contrasts[0]!.scale === 'log' ? 'Ratio' : 'Difference'}</th>
          <th scope="col" class="number">${percent(contrasts[0]!.effectInterval.level)} interval</th>
          <th scope="col" class="number">p</th>
          <th scope="col" class="number">Holm p</th>
          <th scope="col" class="number">Exact p</th>
          <th scope="col" class="number">Equivalence p</th>
          <th scope="col" class="number">Seeds to plan</th>
        </tr>
      </thead>
      <tbody>
        ${contrasts.map(
          (one) =>
            html`<tr>
              <th scope="row">${named(styleOf(styles, one.name))}</th>
              <td>${one.test}${one.design === 'paired' ? ', paired by seed' : ''}</td>
              <td class="number">${figure(one.effect)}</td>
              <td class="number">${range(one.effectInterval)}</td>
              <td class="number">${pValue(one.p)}</td>
              <td class="number">${pValue(one.holmP)}</td>
              <td class="number">
                ${pValue(one.exact.p)}<br /><span class="note">least ${pValue(one.exact.smallestP)}</span>
              </td>
              <td class="number">${one.equivalence ? pValue(one.equivalence.p) : '–'}</td>
              <td class="number">${isNumber(one.seedsNeeded) ? whole(one.seedsNeeded) : '–'}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function explorationTable(explorations: readonly ReportExploration[], styles: VariantStyles): Markup {
  return html`<h3>Secondary metrics: exploratory</h3>
    <p class="quiet">
      Adjusted by Benjamini and Hochberg over all of them; none is a verdict. A star marks q below .10: worth a study of
      its own.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-label="Secondary metrics">
      <table>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col">Variant</th>
            <th scope="col" class="number">Effect</th>
            <th scope="col" class="number">Interval</th>
            <th scope="col" class="number">p</th>
            <th scope="col" class="number">q</th>
          </tr>
        </thead>
        <tbody>
          ${explorations.map(
            (one) =>
              html`<tr>
                <th scope="row">${one.metric}</th>
                <td>${named(styleOf(styles, one.name))}</td>
                <td class="number">${one.scale === 'log' ? '× ' : ''}${figure(one.effect)}</td>
                <td class="number">${range(one.effectInterval)}</td>
                <td class="number">${pValue(one.p)}</td>
                <td class="number">${pValue(one.q)}${one.notable && html` <span title="q below .10">*</span>`}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}
