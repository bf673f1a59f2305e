import type { ReportModel } from '../../model.js';
import { html, json, type Markup } from '../markup.js';
import { curvesPayload, progressPayload, seriesNames } from '../payload.js';
import { named, type VariantStyles } from '../variants.js';

export function curvesSection(model: ReportModel, styles: VariantStyles): Markup {
  const names = seriesNames(model);
  if (names.length === 0) return html``;
  return html`<section aria-labelledby="curves" id="curves-chart">
    <h2 id="curves">Curves</h2>
    <p class="quiet">
      Thin lines are single seeds, thick ones the interquartile mean over seeds with its band. Long noisy series are
      faint, with their means over stretches. Drag to zoom, double-click to go back.
    </p>
    <div class="controls">
      <label
        >Show
        <select>
          ${names.map((name, i) => html`<option value="series-${i}">${name}</option>`)}
        </select></label
      >
      <fieldset>
        <legend>over</legend>
        <label><input type="radio" name="axis" value="step" checked />steps</label>
        <label><input type="radio" name="axis" value="pictures" />pictures</label>
        <label><input type="radio" name="axis" value="seconds" />time</label>
      </fieldset>
      <label><input type="checkbox" class="log" />logarithmic</label
      ><label><input type="checkbox" class="smooth" checked />smooth</label>
    </div>
    <div class="chart" role="application" tabindex="0" aria-label="Curves over training"></div>
    <div class="controls"><output class="note">Curves need JavaScript; curves.csv has the numbers.</output></div>
    <div class="controls" role="group" aria-label="Variants shown">
      ${[...styles.values()].map(
        (style) =>
          html`<label class="chip"
            ><input type="checkbox" data-variant="${style.index}" checked />${named(style)} <span class="value"></span
          ></label>`,
      )}
    </div>
    <script type="application/json" id="progress-data">
      ${json(progressPayload(model))}
    </script>
    ${names.map(
      (name, i) =>
        html`<script type="application/json" id="series-${i}">
          ${json(curvesPayload(model, name))}
        </script>`,
    )}
  </section>`;
}
