import { largestDifference } from '#bench/measure/check.js';
import { interleave } from '#bench/measure/interleave.js';
import { parseOptions, UsageError } from '#bench/options.js';
import type { BenchmarkRecord, Block, VariantRecord } from '#bench/record.js';
import { page, table } from '#bench/report/page.js';
import { meanPace, median, paces, quantile, ratio } from '#bench/report/statistics.js';
import { loopOverhead, peakOf, summarize } from '#bench/report/summary.js';
import { expect } from 'chai';

/** Blocks of 10 iterations that take so many milliseconds each. */
const blocks = (...milliseconds: number[]): Block[] =>
  milliseconds.map((pace, round) => ({ round, iterations: 10, seconds: pace / 100 }));

const variant = (name: string, side: VariantRecord['side'], ...milliseconds: number[]): VariantRecord => ({
  name,
  side,
  label: name,
  blocks: blocks(...milliseconds),
});

const record: BenchmarkRecord = {
  format: 1,
  date: '2026-01-02T03:04:05.000Z',
  quick: false,
  machine: {
    cpu: 'A processor',
    processors: 2,
    threads: 2,
    memoryBytes: 8e9,
    os: 'Linux 6',
    loadBefore: 0,
    loadAfter: 2,
  },
  versions: { PyTorch: '2.13.0' },
  sgemm: [
    { by: 'PyTorch (torch.mm)', size: 1024, gflops: 200 },
    { by: 'Saddle (TensorFlow.js matMul)', size: 512, gflops: 150 },
  ],
  workloads: [
    {
      name: 'mlp-2d',
      title: 'Two small networks',
      batch: 256,
      flops: 2e9,
      parameters: { generator: 25090 },
      protocol: { rounds: 3, blockSeconds: 1, warmIterations: 1 },
      check: { reference: 'torch-eager', iterations: 5, rate: 1, differences: { 'saddle-xla': 2e-6 } },
      variants: [
        variant('saddle-xla', 'saddle', 10, 20, 30),
        variant('torch-eager', 'torch', 100, 80, 60),
        variant('torch-fused', 'torch', 50, 40, 40),
        {
          name: 'torch-compile',
          side: 'torch',
          label: 'torch-compile',
          unavailable: 'No compiler\nat all',
          blocks: [],
        },
      ],
    },
  ],
  loops: [
    {
      name: 'mlp-2d',
      title: 'MLP',
      batch: 256,
      iterationsPerCall: 8,
      bare: blocks(10, 10, 10, 10),
      run: blocks(11, 11, 11, 15),
    },
  ],
  seconds: 600,
};

describe('the benchmark', () => {
  it('takes quantiles as NumPy does', () => {
    // numpy.quantile([3, 1, 4, 1, 5, 9, 2, 6], [0.25, 0.5, 0.9])
    const values = [3, 1, 4, 1, 5, 9, 2, 6];
    expect(quantile(values, 0.25)).to.equal(1.75);
    expect(median(values)).to.equal(3.5);
    expect(quantile(values, 0.9)).to.be.closeTo(6.9, 1e-12);
    expect(median([])).to.satisfy(Number.isNaN);
  });

  it('compares medians, and blocks of the same round', () => {
    const { ofMedians, low, high } = ratio(blocks(10, 20, 30), blocks(50, 40, 40));
    expect(paces(blocks(10, 20))).to.deep.equal([10, 20]);
    expect(ofMedians).to.equal(0.5);
    // Of the rounds: 0.2, 0.5, 0.75.
    expect(low).to.be.closeTo(0.35, 1e-12);
    expect(high).to.be.closeTo(0.625, 1e-12);
  });

  it('counts every iteration alike in the mean pace', () => {
    const uneven = [
      { round: 0, iterations: 1, seconds: 1 },
      { round: 1, iterations: 3, seconds: 1 },
    ];
    expect(meanPace(uneven)).to.equal(500);
    const { total, middle } = loopOverhead(record.loops[0]!);
    expect(total).to.be.closeTo(0.2, 1e-12);
    expect(middle).to.be.closeTo(0.1, 1e-12);
  });

  it('shows the share of what matrix products keep up in the same rounds', () => {
    // 0.1 GFLOP in 10 ms (the middle block) beside products of 2 * 500^3 operations in 20 ms: 10 of 12.5 GFLOP/s.
    const [workload] = record.workloads;
    const variants = [variant('saddle-xla', 'saddle', 8, 10, 30)];
    const sgemm = { size: 500, blocks: blocks(10, 20, 40) };
    const text = page({ ...record, workloads: [{ ...workload!, name: 'dcgan-32', flops: 1e8, variants, sgemm }] });
    expect(text).to.contain('products of 500 x 500 keep up in the same rounds, 12.5 GFLOP/s in the median: 0.80');
    expect(text).to.contain('(goal 0.75: reached)');
  });

  it('measures against the fastest PyTorch variant and the sgemm peak', () => {
    expect(peakOf(record)).to.equal(200);
    const [saddle, eager, fused] = summarize(record.workloads[0]!, 200);
    expect(saddle!.ratio!.ofMedians).to.equal(0.5);
    expect(eager!.ratio!.ofMedians).to.equal(2);
    expect(fused!.ratio!.ofMedians).to.equal(1);
    // 2 GFLOP in 20 ms.
    expect(saddle!.gflops).to.be.closeTo(100, 1e-9);
    expect(saddle!.share).to.be.closeTo(0.5, 1e-12);
  });

  it('makes the page from the record', () => {
    const text = page(record);
    expect(text).to.contain('**saddle-xla to the best PyTorch variant (torch-fused): 0.50 (goal 0.75: reached).**');
    expect(text).to.contain('torch-compile could not run: No compiler');
    expect(text).to.contain('sgemm peak: 200 GFLOP/s (PyTorch (torch.mm), 1024 x 1024');
    expect(text).to.match(/MLP, batch 256 +\| 8 +\| 10\.0 +\| 11\.0 +\| 10\.0 % +\| 20\.0 % +\| 15 %, not kept/);
  });

  it('lays tables out in Markdown', () => {
    expect(table(['a', 'b'], [['x', '1']])).to.equal(['| a   | b   |', '| --- | --: |', '| x   | 1   |'].join('\n'));
  });

  it('finds the largest difference of losses, a missing one included', () => {
    const reference = { loss: [1, -2], other: [0.5] };
    expect(largestDifference(reference, { loss: [1, -2.002], other: [0.5] })).to.be.closeTo(0.002 / 2.002, 1e-9);
    expect(largestDifference(reference, { loss: [1, -2] })).to.equal(Infinity);
    expect(largestDifference(reference, { loss: [1, Number.NaN], other: [0.5] })).to.equal(Infinity);
    // Near zero only rounding is left: relative to 0.1 there.
    expect(largestDifference({ loss: [1e-6] }, { loss: [2e-6] })).to.be.closeTo(1e-5, 1e-12);
  });

  it('runs a block of everyone in each round, beginning with another one each time', async () => {
    const order: string[] = [];
    const contestant = (name: string) => ({
      name,
      iterations: 4,
      block: async () => {
        order.push(name);
        return 0.5;
      },
    });
    const measured = await interleave(['a', 'b', 'c'].map(contestant), 2, () => undefined);
    expect(order.join('')).to.equal('abcbca');
    expect(measured.get('c')).to.deep.equal([
      { round: 0, iterations: 4, seconds: 0.5 },
      { round: 1, iterations: 4, seconds: 0.5 },
    ]);
  });

  it('understands its options', () => {
    expect(parseOptions(['--only', 'mlp-2d,run-dcgan-32', '--json', '--rounds', '4'])).to.deep.include({
      only: ['mlp-2d', 'run-dcgan-32'],
      json: true,
      rounds: 4,
    });
    expect(parseOptions(['--only', 'sweep']).only)
      .to.include('dcgan-32@256')
      .and.not.include('dcgan-32');
    expect(() => parseOptions(['--only', 'mlp'])).to.throw(UsageError, "no workload 'mlp'");
    expect(parseOptions(['--variants', 'torch-eager']).variants).to.deep.equal(['torch-eager']);
    expect(() => parseOptions(['--variants', 'torch'])).to.throw(UsageError, "no variant 'torch'");
    expect(() => parseOptions(['--fast'])).to.throw(UsageError, '--fast');
    expect(() => parseOptions(['--rounds', '0'])).to.throw(UsageError, 'at least 1');
  });
});
