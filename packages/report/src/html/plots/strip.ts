import type { ReportMetric, ReportRun, ReportSummary } from '../../model.js';
import { html, type Markup } from '../markup.js';
import { figure, isNumber, range } from '../numbers.js';
import { marker, styleOf, type VariantStyles } from '../variants.js';
import { rowMiddle, rowsPlot } from './rows.js';
import { paddedRange, percentScale } from './scale.js';

export type Lead = 'mean' | 'iqm';

export const leadValue = (summary: ReportSummary, lead: Lead) => (lead === 'iqm' ? summary.iqm : summary.mean);
export const leadInterval = (summary: ReportSummary, lead: Lead) =>
  lead === 'iqm' ? summary.iqmInterval : summary.meanInterval;

/** Every seed's figure, the interval behind them and the leading statistic as a tall line; failed runs are crosses. */
export function stripPlot(
  metric: ReportMetric,
  summaries: readonly ReportSummary[],
  runs: readonly ReportRun[],
  lead: Lead,
  styles: VariantStyles,
): Markup {
  const figures = runs.map(({ figures }) => figures[metric.name]).filter(isNumber);
  const log =
    metric.scale === 'log' && figures.every((value) => value > 0) && Math.max(...figures) > 3 * Math.min(...figures);
  const ends = summaries.flatMap((summary) => {
    const interval = leadInterval(summary, lead);
    return interval ? [interval.low, interval.high].filter(Number.isFinite) : [];
  });
  const [pointLow, pointHigh] = paddedRange(figures, log);
  // Wide intervals of few seeds may leave the picture, points never do.
  const room = log ? Math.sqrt(pointHigh / pointLow) : (pointHigh - pointLow) * 0.6;
  const within = ends.map((end) =>
    log
      ? Math.min(pointHigh * room, Math.max(pointLow / room, end))
      : Math.min(pointHigh + room, Math.max(pointLow - room, end)),
  );
  const scale = percentScale(...paddedRange([...figures, ...within], log), { log });
  const failedAt = metric.direction === 'lower' ? '99%' : '1%';
  return rowsPlot({
    scale,
    label: `${metric.name}, ${metric.direction} is better`,
    rows: summaries.map((summary) => {
      const style = styleOf(styles, summary.variant);
      const own = runs.filter(({ variant }) => variant === summary.variant);
      const interval = leadInterval(summary, lead);
      const value = leadValue(summary, lead);
      const side = `${lead === 'iqm' ? 'IQM' : 'mean'} ${figure(value)}${interval ? ` (${range(interval)})` : ''}`;
      const points = own.map((run) => {
        const at = run.figures[metric.name];
        return isNumber(at) && run.status === 'done'
          ? html`<g opacity=".75">${marker(style, scale.at(at), rowMiddle, `seed ${run.seed}: ${figure(at)}`)}</g>`
          : html`<svg x="${failedAt}" y="${rowMiddle}" style="overflow: visible; width: 1px; height: 1px">
              <g stroke="var(--bad)" stroke-width="2">
                <title>seed ${run.seed}: ${run.status}</title>
                <path d="M-4.5 -4.5 4.5 4.5M-4.5 4.5 4.5 -4.5" />
              </g>
            </svg>`;
      });
      return {
        style,
        side: `${side}${summary.failed > 0 ? `, ${summary.failed} failed` : ''}`,
        description: `${summary.variant}: ${side}; seeds ${own.map((run) => figure(run.figures[metric.name])).join(', ')}`,
        drawing: html`${interval && bar(scale, interval, style.colour)}${isNumber(value) && html`<line x1="${scale.at(value)}" x2="${scale.at(value)}" y1="5" y2="29" stroke="${style.colour}" stroke-width="3" />`}${points}`,
      };
    }),
  });
}

function bar(
  scale: ReturnType<typeof percentScale>,
  { low, high }: { low: number; high: number },
  colour: string,
): Markup {
  const [a, b] = [
    scale.share(Number.isFinite(low) ? low : scale.low),
    scale.share(Number.isFinite(high) ? high : scale.high),
  ];
  return html`<rect
    x="${(a * 100).toFixed(2)}%"
    width="${((b - a) * 100).toFixed(2)}%"
    y="11"
    height="12"
    rx="2"
    fill="${colour}"
    opacity=".22"
  />`;
}
