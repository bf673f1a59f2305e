import { fastestProduct, productFlops } from '../products.js';
import type { BenchmarkRecord, LoopRecord, VariantRecord, WorkloadRecord } from '../record.js';
import { meanPace, median, paces, ratio, type Ratio } from './statistics.js';

/** The machine's measured speed, GFLOP/s. */
export const peakOf = ({ sgemm }: Pick<BenchmarkRecord, 'sgemm'>): number => fastestProduct(sgemm).gflops;

/** What products run in a workload's rounds keep up: the median, GFLOP/s. */
export const keptUp = ({ size, blocks }: NonNullable<WorkloadRecord['sgemm']>): number =>
  productFlops(size) / median(paces(blocks)) / 1e6;

const measured = ({ variants }: WorkloadRecord): VariantRecord[] => variants.filter(({ blocks }) => blocks.length > 0);

const fastest = (variants: readonly VariantRecord[]): VariantRecord | undefined =>
  variants.length === 0
    ? undefined
    : variants.reduce((best, variant) => (median(paces(variant.blocks)) < median(paces(best.blocks)) ? variant : best));

export const fastestOf = (workload: WorkloadRecord, side: VariantRecord['side']): VariantRecord | undefined =>
  fastest(measured(workload).filter((variant) => variant.side === side));

export interface VariantSummary {
  readonly variant: VariantRecord;
  /** Median, milliseconds per iteration. */
  readonly pace: number;
  /** To the fastest PyTorch variant. */
  readonly ratio?: Ratio;
  readonly gflops: number;
  /** Of the sgemm peak. */
  readonly share: number;
}

export function summarize(workload: WorkloadRecord, peak: number): VariantSummary[] {
  const base = fastestOf(workload, 'torch');
  return measured(workload).map((variant) => {
    const pace = median(paces(variant.blocks));
    const gflops = workload.flops / pace / 1e6;
    return {
      variant,
      pace,
      ...(base && { ratio: ratio(variant.blocks, base.blocks) }),
      gflops,
      share: gflops / peak,
    };
  });
}

/** The share that `saddle run` adds to its bare steps, in all and in the middle block. */
export const loopOverhead = ({ bare, run }: LoopRecord): { readonly total: number; readonly middle: number } => ({
  total: meanPace(run) / meanPace(bare) - 1,
  middle: ratio(run, bare).ofMedians - 1,
});
