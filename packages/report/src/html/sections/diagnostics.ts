import type { ReportHistogram } from '../../model.js';
import { html, type Markup } from '../markup.js';
import { histogramPlot } from '../plots/histogram.js';

export const diagnosticsSection = (histograms: readonly ReportHistogram[]): Markup =>
  html`<section aria-labelledby="scores">
    <h2 id="scores">Score histograms</h2>
    <p class="quiet">
      What discriminators say of real and of generated samples at the end. Where the two lie apart, the discriminator
      has won; gradient norms are among the curves.
    </p>
    <div class="cards">${histograms.map(histogramPlot)}</div>
  </section>`;
