import { renderReport, type ReportModel } from '@saddle/report';
import { expect } from 'chai';
import { syntheticReport } from '../../support/synthetic-report.js';

const data = (page: string, id: string): unknown =>
  JSON.parse(new RegExp(`<script type="application/json" id="${id}">([^]*?)</script>`).exec(page)![1]!);

interface Curves {
  readonly name: string;
  readonly lines: readonly { readonly step: number[]; readonly value: (number | null)[] }[];
}

describe('renderReport', () => {
  let model: ReportModel;
  before(() => {
    model = syntheticReport({ variants: 3, seeds: 3 });
  });

  it('has every part, and no address to fetch anything from', () => {
    const page = renderReport(model);
    for (const id of [
      'verdicts',
      'fairness',
      'leaderboard',
      'contrasts',
      'curves',
      'pictures',
      'scores',
      'failures',
      'runs',
      'methods',
      'provenance',
    ]) {
      expect(page).to.include(`id="${id}"`).and.to.include(`href="#${id}"`);
    }
    const markup = page.replaceAll(/<script>[^]*?<\/script>/g, '');
    expect(markup).not.to.match(/(src|href)="(?!#|data:)/);
    expect(markup).not.to.match(/url\((?!data:)/);
    expect(page).to.include('default-src &#39;none&#39;');
  });

  it('is the same page for the same model', () => {
    expect(renderReport(model)).to.equal(renderReport(model));
  });

  it('escapes whatever names, logs and values contain', () => {
    const evil = '</script><script>alert(1)</script><img src=x onerror="alert(2)">';
    const [first, ...rest] = model.runs;
    const page = renderReport({
      ...model,
      title: evil,
      warnings: [evil],
      provenance: [{ title: evil, facts: [[evil, evil]] }],
      runs: [
        {
          ...first!,
          id: evil,
          status: 'failed',
          series: { [evil]: { step: [1], value: [1] } },
          failure: { message: evil, log: [evil] },
        },
        ...rest,
      ],
    });
    expect(page).not.to.include('<script>alert(1)');
    expect(page).not.to.include('<img src=x');
    expect((data(page, 'series-0') as Curves).name).to.equal('FID_10k');
  });

  it('refuses pictures that are not in the page', () => {
    const pictures = {
      ...model.pictures!,
      grids: [{ ...model.pictures!.grids[0]!, frames: [{ step: 1, src: 'https://example.org/a.png' }] }],
    };
    expect(() => renderReport({ ...model, pictures })).to.throw(RangeError, /data URI/);
  });

  it('refuses runs and contrasts of variants that it does not have', () => {
    const [first] = model.contrasts;
    expect(() => renderReport({ ...model, contrasts: [{ ...first!, name: 'nobody' }] })).to.throw(
      RangeError,
      /'nobody'/,
    );
  });

  it('never sets a figure in bold, for the order is no verdict', () => {
    const tables = renderReport(model)
      .match(/<table>[^]*?<\/table>/g)!
      .join('');
    expect(tables).not.to.match(/<(b|strong)\b/);
  });

  it('thins long series but keeps their extremes, ends and gaps', () => {
    const count = 10_000;
    const value = Float64Array.from({ length: count }, (_, i) => Math.sin(i / 500));
    value[1234] = 50;
    value[7777] = -40;
    value.fill(NaN, 3000, 4000);
    const run = { ...model.runs[0]!, series: { loss: { step: value.map((_, i) => i), value } } };
    const { lines } = data(renderReport({ ...model, runs: [run], bands: [] }), 'series-0') as Curves;
    const [line] = lines;
    expect(line!.step.length).to.be.within(100, 400);
    expect(line!.value[line!.step.indexOf(1234)]).to.equal(50);
    expect(line!.value[line!.step.indexOf(7777)]).to.equal(-40);
    expect([line!.step[0], line!.step.at(-1)]).to.deep.equal([0, count - 1]);
    expect([...line!.step].sort((a, b) => a - b)).to.deep.equal(line!.step);
    const within = line!.value.filter((_, i) => line!.step[i]! > 3050 && line!.step[i]! < 3950);
    expect(within.length).to.be.greaterThan(0);
    expect(within.every((one) => one === null)).to.equal(true);
  });

  it('stands without contrasts, series, pictures and finished runs', () => {
    const alone = syntheticReport({ variants: 1, seeds: 1, failures: false, pictures: false });
    const runs = alone.runs.map((run) => ({ ...run, status: 'failed' as const, figures: {}, series: {} }));
    const page = renderReport({
      ...alone,
      runs,
      summaries: [],
      contrasts: [],
      explorations: [],
      bands: [],
      histograms: [],
    });
    expect(page).to.include('nothing to compare').and.to.include('No run has a figure of FID_10k');
    expect(page).not.to.include('href="#curves"');
  });
});
