import type { BenchmarkRecord, LoopRecord, WorkloadRecord } from '../record.js';
import { fastestProduct } from '../products.js';
import { loopWorkloads, workloads } from '../workloads.js';
import { median, paces } from './statistics.js';
import { fastestOf, keptUp, loopOverhead, peakOf, summarize } from './summary.js';

const digits = (value: number, significant = 3): string =>
  value >= 10 ** (significant - 1) ? value.toFixed(0) : value.toPrecision(significant);
const percent = (share: number, places = 0): string => `${(100 * share).toFixed(places)} %`;
const gigabytes = (bytes: number | undefined): string => (bytes === undefined ? '' : `${(bytes / 1e9).toFixed(2)} GB`);
const seconds = (value: number | undefined): string => (value === undefined ? '' : `${value.toFixed(1)} s`);

/** A Markdown table; all columns but the first are numbers. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((_, i) => Math.max(3, ...[header, ...rows].map((row) => row[i]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(header), line(rule), ...rows.map(line)].join('\n');
}

const verdict = (value: number, goal: number, holds: boolean): string =>
  `${value.toFixed(2)} (goal ${goal}: ${holds ? 'reached' : 'not reached'})`;

function workloadSection(workload: WorkloadRecord, peak: number): string {
  const rows = summarize(workload, peak).map(({ variant, pace, ratio, gflops, share }) => [
    variant.label,
    digits(pace),
    ratio ? ratio.ofMedians.toFixed(2) : '',
    ratio ? `${ratio.low.toFixed(2)}–${ratio.high.toFixed(2)}` : '',
    digits(gflops),
    percent(share),
    gigabytes(variant.peakBytes),
    seconds(variant.startSeconds),
    seconds(variant.firstSeconds),
  ]);
  const missing = workload.variants.filter(({ unavailable }) => unavailable !== undefined);
  const parameters = Object.entries(workload.parameters).map(
    ([network, count]) => `${network} ${count.toLocaleString('en')} parameters`,
  );
  const header = [
    'variant',
    'ms per iteration',
    'ratio to best PyTorch',
    'quartiles of the ratio',
    'GFLOP/s',
    'of sgemm peak',
    'peak memory',
    'start',
    'first call',
  ];
  return [
    `## ${workload.title}`,
    `${parameters.join(', ')}; ${digits(workload.flops / 1e9)} GFLOP per iteration by count. ${checkLine(workload)}`,
    table(header, rows),
    ...goalLines(workload, peak),
    ...missing.map(({ label, unavailable }) => `${label} could not run: ${firstLine(unavailable!)}`),
  ].join('\n\n');
}

function checkLine({ check }: WorkloadRecord): string {
  if (!check) return '';
  const difference = Math.max(...Object.values(check.differences));
  const rate = check.rate === 1 ? '' : `, at ${check.rate} of the learning rate,`;
  return `Losses of the first ${check.iterations} iterations${rate} agree to ${difference.toExponential(1)}.`;
}

const firstLine = (text: string): string => text.trim().split('\n')[0]!.slice(0, 300);

function goalLines(workload: WorkloadRecord, peak: number): string[] {
  const { goal, peakGoal } = workloads.find(({ name }) => name === workload.name) ?? {};
  const best = fastestOf(workload, 'saddle');
  const summary = summarize(workload, peak).find(({ variant }) => variant === best);
  if (!summary) return [];
  const lines = [];
  if (goal !== undefined && summary.ratio) {
    const value = summary.ratio.ofMedians;
    lines.push(
      `**${summary.variant.label} to the best PyTorch variant (${fastestOf(workload, 'torch')!.label}): ${verdict(value, goal, value <= goal)}.**`,
    );
  }
  if (peakGoal !== undefined) {
    lines.push(
      `Share of the sgemm peak, the fastest single product: ${verdict(summary.share, peakGoal, summary.share >= peakGoal)}.`,
    );
  }
  if (peakGoal !== undefined && workload.sgemm) {
    const { size } = workload.sgemm;
    const kept = keptUp(workload.sgemm);
    const share = summary.gflops / kept;
    lines.push(
      `Share of what products of ${size} x ${size} keep up in the same rounds, ${digits(kept)} GFLOP/s in the median: ${verdict(share, peakGoal, share >= peakGoal)}.`,
    );
  }
  return lines;
}

/** One table for each network: a row for each batch size, a column for each variant. */
function sweepSection(records: readonly WorkloadRecord[]): string {
  const labels = [...new Map(records.flatMap(({ variants }) => variants.map(({ name, label }) => [name, label])))];
  const rows = records.map((record) => [
    String(record.batch),
    ...labels.map(([name]) => {
      const { blocks = [] } = record.variants.find((variant) => variant.name === name) ?? {};
      return blocks.length === 0 ? '–' : digits(median(paces(blocks)));
    }),
  ]);
  return table(['batch', ...labels.map(([, label]) => label)], rows);
}

function loopSection(loops: readonly LoopRecord[]): string {
  const rows = loops.map((loop) => {
    const { total, middle } = loopOverhead(loop);
    const goal = loopWorkloads.find(({ config }) => config === loop.name)?.goal;
    const judged = goal === undefined ? '' : `${percent(goal)}, ${total <= goal ? 'kept' : 'not kept'}`;
    const cells = [loop.bare, loop.run].map((blocks) => digits(median(paces(blocks))));
    return [
      `${loop.title}, batch ${loop.batch}`,
      String(loop.iterationsPerCall),
      ...cells,
      percent(middle, 1),
      percent(total, 1),
      judged,
    ];
  });
  return [
    '## The whole `saddle run`',
    'Data, logging, sample pictures and checkpoints included (compile xla), against the bare steps of the same config; from the first picture on, for which sampling is compiled once.',
    table(['run', 'iterations a call', 'bare, ms', 'run, ms', 'added, median', 'added, in all', 'goal, in all'], rows),
  ].join('\n\n');
}

const intro = ({ date, machine, versions, sgemm, seconds: spent, quick }: BenchmarkRecord): string => {
  const best = fastestProduct(sgemm);
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const lines = [
    '# Training steps against PyTorch and TensorFlow in Python',
    `${quick ? 'A quick run, to see that it works: too few blocks for conclusions. ' : ''}Recorded ${date.slice(0, 10)} by \`npm run bench\` in ${(spent / 60).toFixed(0)} minutes; this page is made from the record beside it (\`npm run bench -- --page docs/results/benchmark.json\`).`,
    [
      `- Machine: ${machine.cpu}, ${machine.processors} processors, ${machine.threads} threads for every side, ${gigabytes(machine.memoryBytes)} memory, ${machine.os}. Load before ${machine.loadBefore.toFixed(1)}, at the end ${machine.loadAfter.toFixed(1)}.`,
      `- Versions: ${named.join(', ')}.`,
      `- sgemm peak: ${best.gflops.toFixed(0)} GFLOP/s (${best.by}, ${best.size} x ${best.size}, best of all sizes, at the beginning or the end).`,
    ].join('\n'),
    protocol,
  ];
  return lines.join('\n\n');
};

const protocol = `How it is measured: every variant is a process of its own and stays alive. In each round each of them runs one block
of iterations while the others wait; each block begins from the same weights and moments, after iterations that are not
timed. The table shows medians over the blocks, the ratio of medians, and the quartiles of the ratios of blocks of one
round. One iteration is one discriminator step and one generator step, unless the title says otherwise. All sides do
the same arithmetic in float32: before anything is timed, their losses must agree on the same weights, data and random
numbers, to 1e-4. With normalization layers that is done at a hundredth of the learning rate, since Adam's first steps
have the size of the rate even where a gradient is nothing but rounding: at the full rate PyTorch's own variants differ
from each other by more than that. In the timed blocks each side draws its own latents in its natural way. Saddle's steps also compute gradient
norms and mean scores and hand them back to JavaScript in every call; the others report nothing. "Start" is from the
start of the process to finished networks, "first call" includes tracing and compilation with empty caches. Operations
are counted as direct convolutions, whatever algorithm is taken, so a share of the peak above 100 % is possible; zeros that
PyTorch sends back through the forward pass of a gradient penalty are not counted.`;

/** The results page of a record, Markdown. */
export function page(record: BenchmarkRecord): string {
  const peak = peakOf(record);
  const isSweep = ({ name }: WorkloadRecord) => name.includes('@');
  const sweeps = record.workloads.filter(isSweep);
  const networks = [...new Set(sweeps.map(({ name }) => name.split('@')[0]!))];
  const sections = [
    intro(record),
    ...record.workloads.filter((workload) => !isSweep(workload)).map((workload) => workloadSection(workload, peak)),
    ...networks.flatMap((network) => [
      `## ${network}: batch sizes`,
      'Milliseconds per iteration, medians.',
      sweepSection(sweeps.filter(({ name }) => name.startsWith(`${network}@`))),
    ]),
    ...(record.loops.length > 0 ? [loopSection(record.loops)] : []),
  ];
  return `${sections.join('\n\n')}\n`;
}
