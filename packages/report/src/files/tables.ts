import { figure, range } from '../html/numbers.js';
import { leadInterval, leadValue } from '../html/plots/strip.js';
import { leadOf, ranked } from '../html/sections/leaderboard.js';
import { verdictSentence } from '../html/sentences.js';
import type { ReportMetric, ReportModel } from '../model.js';

/** The leaderboard of one metric as rows of text; the order is no verdict. */
function leaderboard(model: ReportModel, metric: ReportMetric): string[][] {
  const own = model.summaries.filter(({ metric: name }) => name === metric.name);
  const lead = leadOf(own);
  const head = [
    'Variant',
    lead === 'iqm' ? 'IQM' : metric.scale === 'log' ? 'Geometric mean' : 'Mean',
    'Interval',
    'Median',
    'Failed',
    'Verdict',
  ];
  const primary = metric === model.metrics[0];
  const rows = ranked(own, metric, lead).map((summary) => {
    const interval = leadInterval(summary, lead);
    const contrast = primary ? model.contrasts.find(({ name }) => name === summary.variant) : undefined;
    const verdict =
      contrast?.verdict.verdict ?? (primary && summary.variant === model.design.baseline ? 'baseline' : '–');
    return [
      summary.variant,
      figure(leadValue(summary, lead)),
      interval ? range(interval) : '–',
      figure(summary.median),
      `${summary.failed} of ${summary.runs}`,
      verdict,
    ];
  });
  return [head, ...rows];
}

/** Verdicts and leaderboards as GitHub-flavoured Markdown. */
export function reportMarkdown(model: ReportModel): string {
  const { title, question, metrics, contrasts, design, warnings = [] } = model;
  const [primary] = metrics;
  const safe = (text: string) => text.replaceAll(/([\\|*_<`])/g, String.raw`\$1`).replaceAll('\n', ' ');
  const tables = metrics.map((metric) => {
    const [head = [], ...rows] = leaderboard(model, metric).map((row) => row.map(safe));
    const lines = [head, head.map((_, i) => (i === 0 || i === 5 ? '---' : '---:')), ...rows].map(
      (row) => `| ${row.join(' | ')} |`,
    );
    return `## ${safe(metric.name)}, ${metric.direction} is better\n\n${lines.join('\n')}\n\nProtocol hash \`${metric.protocolHash}\`.`;
  });
  const verdicts = primary ? contrasts.map((contrast) => `- ${safe(verdictSentence(contrast, primary, design))}`) : [];
  return `${[`# ${safe(title)}`, question && safe(question), warnings.map((one) => `> ${safe(one)}`).join('\n>\n'), verdicts.join('\n'), ...tables].filter(Boolean).join('\n\n')}\n`;
}

/** The leaderboard of the primary metric as a LaTeX table (package booktabs). */
export function reportLatex(model: ReportModel): string {
  const [primary] = model.metrics;
  if (!primary) return '';
  const [head = [], ...rows] = leaderboard(model, primary).map((row) => row.map(latex));
  const line = (row: readonly string[]) => `    ${row.join(' & ')} \\\\`;
  return [
    String.raw`\begin{table}`,
    String.raw`  \centering`,
    String.raw`  \begin{tabular}{lrrrrl}`,
    String.raw`    \toprule`,
    line(head),
    String.raw`    \midrule`,
    ...rows.map(line),
    String.raw`    \bottomrule`,
    String.raw`  \end{tabular}`,
    `  \\caption{${latex(`${model.title}: ${primary.name}, ${primary.direction} is better; ${model.design.budget}, ${model.design.seeds.length} seeds.`)}}`,
    String.raw`\end{table}`,
    '',
  ].join('\n');
}

const latexLetters: Record<string, string> = {
  '\\': String.raw`\textbackslash{}`,
  '~': String.raw`\textasciitilde{}`,
  '^': String.raw`\textasciicircum{}`,
  '−': '$-$',
  '∞': String.raw`$\infty$`,
  '–': '--',
  '\u00a0': '~',
};
const latex = (text: string): string =>
  text.replaceAll(/[\\~^−∞–\u00a0#$%&_{}]/g, (letter) => latexLetters[letter] ?? `\\${letter}`);
