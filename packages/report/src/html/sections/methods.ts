import type { ReportModel } from '../../model.js';
import { html, type Markup } from '../markup.js';
import { level, percent, whole } from '../numbers.js';

/** How the numbers came about, in words; the rules themselves are the study package's. */
export function methodsSection({ design, metrics, contrasts }: ReportModel): Markup {
  const [primary] = metrics;
  const coverage = percent(1 - design.alpha, 1);
  const scale =
    primary?.scale === 'log'
      ? `${primary.name} is analysed as its logarithm, so effects are ratios.`
      : `${primary?.name ?? 'The metric'} is analysed as it is, for it may be zero or negative; effects are differences.`;
  return html`<section aria-labelledby="methods">
    <h2 id="methods">Methods</h2>
    <ul>
      <li>
        Declared before any run: primary metric, direction, baseline, alpha ${level(design.alpha)}, margin
        ±${percent(design.margin, 1)}, seeds.
      </li>
      <li>${scale} Failed and diverged runs stay in as the worst rank.</li>
      <li>
        Variants: Student's t interval of the mean; interquartile mean (IQM) with a percentile bootstrap, which is
        approximate below 10 seeds.
      </li>
      <li>
        Contrasts: ${[...new Set(contrasts.map(({ test }) => test))].join(', ') || 'none'}, with the exact test of ranks
        or signs beside it; p adjusted by Holm over ${contrasts.length} contrasts.
      </li>
      <li>
        Better or worse: Holm p below ${level(design.alpha)}, a ${coverage} interval that excludes no effect, and an
        effect beyond the margin. Equivalent: the ${percent(1 - 2 * design.alpha)} interval lies inside the margin.
        Everything else is inconclusive, with the seeds to plan.
      </li>
      <li>Seeds are the only repeats: evaluations of one run are not.</li>
      ${(design.notes ?? []).map((note) => html`<li>${note}</li>`)}
    </ul>
    <p class="note">
      All figures are in runs.csv and report.json beside this file, to recompute every number;
      ${whole(design.seeds.length)} seeds were planned.
    </p>
  </section>`;
}
