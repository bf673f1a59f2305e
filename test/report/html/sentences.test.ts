import { verdictSentence, type ReportContrast } from '@saddle/report';
import { compareToBaseline, type Outcome } from '@saddle/study';
import { expect } from 'chai';

const design = { baseline: 'base', alpha: 0.05, margin: 0.05, seeds: [0, 1, 2, 3, 4], budget: '' };
const metric = { name: 'FID_10k', direction: 'lower', scale: 'log', protocol: {}, protocolHash: '' } as const;

function sentence(variant: Outcome[], baseline: Outcome[], change: Partial<ReportContrast> = {}): string {
  const [contrast] = compareToBaseline(
    new Map([
      ['base', baseline],
      ['new', variant],
    ]),
    'base',
    { direction: 'lower', scale: 'log' },
  );
  return verdictSentence({ ...contrast!, ...change }, metric, design).replaceAll('\u00a0', ' ');
}

describe('verdict sentences', () => {
  const base = [20, 20.4, 19.6, 20.2, 19.9];

  it('say better and worse with the effect, its interval and p', () => {
    expect(
      sentence(
        base.map((y) => y * 0.7),
        base,
      ),
    ).to.match(
      /^new is better than base: FID_10k is 30 % lower \(ratio 0\.700, 95 % interval 0\.68\d to 0\.71\d, Holm p < \.001\)\.$/,
    );
    expect(
      sentence(
        base.map((y) => y * 3),
        base,
      ),
    ).to.match(/^new is worse than base: FID_10k is 3\.0 times that of the baseline/);
  });

  it('say equivalent with the margin', () => {
    expect(sentence([20.1, 20.3, 19.7, 20.1, 20], base)).to.match(
      /^new is equivalent to base within ±5 %: .*90 % interval lies inside/,
    );
  });

  it('say inconclusive with the seeds to plan', () => {
    expect(sentence([15, 26, 18, 24, 20], base)).to.match(/is inconclusive: .* plan \d+ seeds per variant\.$/);
  });

  it('say when significance cannot be reached, and how many runs failed', () => {
    const text = sentence(['failed', 14, 15], [20, 19, 21]);
    expect(text).to.include('significance cannot be reached: the smallest possible p is .10, above .05');
    expect(text).to.include('Failed runs count as the worst: 1 of 3 here, 0 of 3 in the baseline.');
  });

  it('give differences on linear scales', () => {
    expect(
      sentence(base, base, {
        scale: 'linear',
        effect: -0.0042,
        effectInterval: { low: -0.006, high: -0.002, level: 0.95 },
      }),
    ).to.include('FID_10k is 0.00420 lower (difference −0.00420, 95 % interval −0.00600 to −0.00200');
  });
});
