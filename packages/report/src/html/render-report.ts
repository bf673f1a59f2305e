import type { ReportModel } from '../model.js';
import { pageScript, pageStyle } from './assets.js';
import { html, raw, type Markup } from './markup.js';
import { auditSection } from './sections/audit.js';
import { contrastsSection } from './sections/contrasts.js';
import { curvesSection } from './sections/curves.js';
import { diagnosticsSection } from './sections/diagnostics.js';
import { failuresSection } from './sections/failures.js';
import { headerSection } from './sections/header.js';
import { leaderboardSection } from './sections/leaderboard.js';
import { methodsSection } from './sections/methods.js';
import { picturesSection } from './sections/pictures.js';
import { provenanceSection } from './sections/provenance.js';
import { runsSection } from './sections/runs.js';
import { verdictsSection } from './sections/verdicts.js';
import { seriesNames } from './payload.js';
import { variantStyles } from './variants.js';

/** Nothing may be fetched, whatever the report contains. */
const policy =
  "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * The comparison report as one HTML file that needs no network: style, script, fonts, curves and pictures are in it.
 * Long series are thinned for display, keeping the extremes of every stretch; the full ones are in runs and CSV files.
 * Throws RangeError where the model names a variant that it does not have, or a picture is not a data URI.
 */
export function renderReport(model: ReportModel): string {
  const styles = variantStyles(model);
  const { pictures, histograms = [] } = model;
  const links: [id: string, text: string, present: boolean][] = [
    ['verdicts', 'Verdicts', true],
    ['fairness', 'Fairness', true],
    ['leaderboard', 'Leaderboard', true],
    ['contrasts', 'Contrasts', true],
    ['curves', 'Curves', seriesNames(model).length > 0],
    ['pictures', 'Pictures', pictures !== undefined],
    ['scores', 'Scores', histograms.length > 0],
    ['failures', 'Failures', true],
    ['runs', 'Runs', true],
    ['methods', 'Methods', true],
    ['provenance', 'Provenance', true],
  ];
  const body = html`<a class="skip" href="#verdicts">Skip to the verdicts</a>
    ${headerSection(model)}
    <nav aria-label="Sections">
      <div>
        ${links.filter(([, , present]) => present).map(([id, text]) => html`<a href="#${id}">${text}</a>`)}<button
          type="button"
          id="theme"
        >
          Theme: auto
        </button>
      </div>
    </nav>
    <main>
      ${verdictsSection(model)} ${auditSection(model, styles)} ${leaderboardSection(model, styles)}
      ${contrastsSection(model, styles)} ${curvesSection(model, styles)}
      ${pictures && picturesSection(pictures, styles)} ${histograms.length > 0 && diagnosticsSection(histograms)}
      ${failuresSection(model)} ${runsSection(model, styles)} ${methodsSection(model)} ${provenanceSection(model)}
    </main>
    <footer>Made by Saddle, ${model.created}.</footer>`;
  return page(model.title, body).text;
}

const page = (title: string, body: Markup): Markup =>
  html`<!doctype html>
    <html lang="en" data-theme="auto">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        <style>
          ${raw(pageStyle())}
        </style>
      </head>
      <body>
        ${body}
        <script>
          ${raw(pageScript())};
        </script>
      </body>
    </html> `;
