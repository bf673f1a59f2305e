import type { ReportModel } from '../../model.js';
import { html, type Markup } from '../markup.js';
import { percent, whole } from '../numbers.js';

export function headerSection({ title, question, created, design, metrics, variants, runs }: ReportModel): Markup {
  const failed = runs.filter(({ status }) => status !== 'done').length;
  const [primary] = metrics;
  const facts: [string, string][] = [
    ['Variants', whole(variants.length)],
    ['Runs', failed === 0 ? whole(runs.length) : `${whole(runs.length)}, ${whole(failed)} failed`],
    ['Seeds', design.seeds.length <= 6 ? design.seeds.join(', ') : `${design.seeds.length} seeds`],
    ['Budget', design.budget],
    ['Primary metric', primary ? `${primary.name}, ${primary.direction} is better` : 'none'],
    ['Baseline', design.baseline],
    ['Margin', `±${percent(design.margin, 1)}`],
    ['Made', created.slice(0, 10)],
  ];
  return html`<header>
    <h1>${title}</h1>
    ${question && html`<p class="question">${question}</p>`}
    <dl class="facts">
      ${facts.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </header>`;
}
