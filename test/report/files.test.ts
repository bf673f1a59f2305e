import {
  curvesCsv,
  reportJson,
  reportLatex,
  reportMarkdown,
  runsCsv,
  writeReport,
  type ReportModel,
} from '@saddle/report';
import { interquartileMean, summarizeVariant } from '@saddle/study';
import { expect } from 'chai';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { syntheticReport } from '../support/synthetic-report.js';

describe('files of a report', () => {
  let model: ReportModel;
  before(() => {
    model = syntheticReport({ variants: 3, seeds: 4, points: 50 });
  });

  it('runs.csv has what every statistic follows from, in full precision', () => {
    const [head, ...rows] = runsCsv(model)
      .trimEnd()
      .split('\r\n')
      .map((row) => row.split(','));
    expect(head).to.include.members(['run', 'variant', 'seed', 'status', 'FID_10k', 'KID', 'recall']);
    expect(rows.length).to.equal(12);
    const column = (name: string) =>
      rows.filter((row) => row[1] === 'minimax').map((row) => Number(row[head!.indexOf(name)]));
    const summary = model.summaries.find(({ variant, metric }) => variant === 'minimax' && metric === 'FID_10k')!;
    const again = summarizeVariant(column('FID_10k'), { direction: 'lower', scale: 'log', resamples: 10 });
    expect(again.iqm).to.equal(summary.iqm);
    expect(again.meanInterval).to.deep.equal(summary.meanInterval);
    expect(interquartileMean(column('recall'))).to.be.within(0, 1);
    const failed = rows.find((row) => row[3] === 'diverged')!;
    expect(failed[head!.indexOf('FID_10k')]).to.equal('');
    expect(failed.at(-1)).to.equal('SADDLE_TRAIN_DIVERGED');
  });

  it('quotes cells with commas, quotes and line breaks', () => {
    const [first] = model.runs;
    const text = runsCsv({ ...model, runs: [{ ...first!, id: 'a "b", c\nd' }] });
    expect(text).to.include('"a ""b"", c\nd",');
  });

  it('curves.csv has every point', () => {
    const lines = [...curvesCsv(model)].join('').trimEnd().split('\r\n');
    const points = model.runs
      .flatMap(({ series }) => Object.values(series))
      .reduce((sum, { value }) => sum + value.length, 0);
    expect(lines.length).to.equal(points + 1);
    const [run] = model.runs;
    expect(lines[1]).to.equal(`${run!.id},FID_10k,1000,${run!.series['FID_10k']!.value[0]}`);
  });

  it('report.json has the runs, summaries and contrasts, and digests for pictures', () => {
    const report = JSON.parse(reportJson(model)) as ReportModel & {
      pictures: { grids: { frames: { sha256: string }[] }[] };
    };
    expect(report.contrasts[0]!.holmP).to.equal(model.contrasts[0]!.holmP);
    expect(report.runs[0]!.figures).to.deep.equal(model.runs[0]!.figures);
    expect(report.runs[0]).not.to.have.property('series');
    expect(report.pictures.grids[0]!.frames[0]!.sha256).to.match(/^[0-9a-f]{64}$/);
    expect(reportJson(model)).to.equal(reportJson(model));
  });

  it('Markdown and LaTeX have the leaderboard with safe letters', () => {
    const markdown = reportMarkdown({ ...model, title: 'a_b | c' });
    expect(markdown)
      .to.include(String.raw`# a\_b \| c`)
      .and.to.include('| non-saturating | 1');
    const latex = reportLatex({ ...model, title: '5 % of A_B & C' });
    expect(latex)
      .to.include(String.raw`5 \% of A\_B \& C`)
      .and.to.include(String.raw`\toprule`);
    expect(latex)
      .to.include(String.raw`Variant & IQM & Interval`)
      .and.to.include(String.raw`to $\infty$`);
    for (const row of latex.split('\n').filter((line) => line.endsWith('\\\\'))) {
      expect(row.split(/(?<!\\)&/).length).to.equal(6);
    }
  });

  it('are written together', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'saddle report é-'));
    try {
      const paths = await writeReport(join(folder, 'out', 'report.html'), model);
      await writeReport(join(folder, 'out', 'other.html'), model);
      expect((await readdir(join(folder, 'out'))).sort()).to.deep.equal([
        'curves.csv',
        'other-curves.csv',
        'other-runs.csv',
        'other.html',
        'other.json',
        'report.html',
        'report.json',
        'runs.csv',
      ]);
      expect(await readFile(paths.runs, 'utf8')).to.equal(runsCsv(model));
      expect(await readFile(paths.curves, 'utf8')).to.equal([...curvesCsv(model)].join(''));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
