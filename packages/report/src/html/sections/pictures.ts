import type { ReportPictures } from '../../model.js';
import { html, json, type Markup } from '../markup.js';
import { figure, isNumber, whole } from '../numbers.js';
import { picturesPayload } from '../payload.js';
import { named, styleOf, type VariantStyles } from '../variants.js';

/** The page has no network: pictures must be in it. */
function embedded(src: string): string {
  if (!/^data:image\/(png|gif|jpeg|webp);base64,[A-Za-z0-9+/=]*$/.test(src)) {
    throw new RangeError(`Expected a picture as a base64 data URI, received '${src.slice(0, 40)}'.`);
  }
  return src;
}

export function picturesSection(pictures: ReportPictures, styles: VariantStyles): Markup {
  const payload = picturesPayload(pictures);
  for (const { sources } of payload.grids) sources.forEach(embedded);
  const variants = [...new Set(pictures.grids.map(({ variant }) => variant))];
  const last = payload.steps.at(-1) ?? 0;
  const groups = variants.map((variant) => {
    const grids = pictures.grids.filter((grid) => grid.variant === variant);
    return html`<h3>${named(styleOf(styles, variant))}</h3>
      <div class="grids">
        ${grids.map((grid) => {
          const final = grid.frames.at(-1);
          const at = pictures.grids.indexOf(grid);
          return html`<figure>
            ${final && html`<img data-grid="${at}" src="${embedded(final.src)}" alt="Samples of ${variant}, ${grid.role} seed ${grid.seed}" decoding="async" />`}
            <figcaption>
              ${grid.role}: seed
              ${grid.seed}${isNumber(grid.figure) ? `, ${pictures.rankedBy} ${figure(grid.figure)}` : ''}
            </figcaption>
          </figure>`;
        })}
      </div>`;
  });
  return html`<section aria-labelledby="pictures">
    <h2 id="pictures">Pictures</h2>
    <p class="quiet">${pictures.caption}. Best, median and worst seed by ${pictures.rankedBy}.</p>
    ${
      payload.steps.length > 1 &&
      html`<div class="controls">
        <label for="picture-step">Training step</label>
        <input
          type="range"
          id="picture-step"
          min="0"
          max="${payload.steps.length - 1}"
          value="${payload.steps.length - 1}"
          aria-valuetext="step ${whole(last)}"
        />
        <output id="picture-step-value" for="picture-step">step ${whole(last)}</output>
      </div>`
    }
    ${groups.length > 0 ? groups : html`<p>No run has stored pictures.</p>`}
    <script type="application/json" id="pictures-data">
      ${json(payload)}
    </script>
    ${(pictures.extras ?? []).map(
      ({ title, caption, items }) =>
        html`<h3>${title}</h3>
          <p class="quiet">${caption}</p>
          <div class="cards extras">
            ${items.map(
              ({ label, src }) =>
                html`<figure>
                  <img src="${embedded(src)}" alt="${title}: ${label}" decoding="async" />
                  <figcaption>${label}</figcaption>
                </figure>`,
            )}
          </div>`,
    )}
  </section>`;
}
