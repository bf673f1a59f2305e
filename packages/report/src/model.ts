/**
 * What a comparison report is made from: plain data, nothing computed here. The study package fills it; its
 * `VariantSummary`, `Judged` and `Explored` fit `ReportSummary`, `ReportContrast` and `ReportExploration` as they are.
 * Numbers that are not finite (an IQM that failed runs reach into) may be Infinity, NaN or null, and are shown as such.
 */
export interface ReportModel {
  readonly title: string;
  /** What the comparison is to answer, one or a few sentences. */
  readonly question?: string;
  /** When the report was made, ISO 8601; not part of what is compared between reports. */
  readonly created: string;
  readonly design: ReportDesign;
  /** The first is primary: verdicts are about it. */
  readonly metrics: readonly ReportMetric[];
  /** In the order they are shown and coloured. */
  readonly variants: readonly ReportVariant[];
  readonly runs: readonly ReportRun[];
  /** One for each variant and metric. */
  readonly summaries: readonly ReportSummary[];
  /** Every variant but the baseline against it, in the primary metric. */
  readonly contrasts: readonly ReportContrast[];
  /** The same in secondary metrics: exploratory, never a verdict. */
  readonly explorations?: readonly ReportExploration[];
  readonly profile?: ReportProfile;
  readonly audit: ReportAudit;
  /** The IQM over seeds and a band, for the thick line of a curve. */
  readonly bands?: readonly ReportBand[];
  readonly pictures?: ReportPictures;
  readonly histograms?: readonly ReportHistogram[];
  readonly provenance: readonly ReportFacts[];
  /** What a reader must know before the numbers, such as figures that were refused for comparison. */
  readonly warnings?: readonly string[];
}

export type Maybe = number | null | undefined;

export interface ReportInterval {
  readonly low: number;
  readonly high: number;
  /** Nominal coverage, such as .95. */
  readonly level: number;
}

export interface ReportDesign {
  /** Name of the baseline variant. */
  readonly baseline: string;
  readonly alpha: number;
  /** The smallest relative difference that matters, such as .05. */
  readonly margin: number;
  readonly seeds: readonly number[];
  /** The training budget in words: '20,000 steps of batch 64'. */
  readonly budget: string;
  /** Further lines for the methods section, such as why runs are or are not paired. */
  readonly notes?: readonly string[];
}

export interface ReportMetric {
  /** Carries N where it matters: 'FID_10k'. */
  readonly name: string;
  readonly direction: 'lower' | 'higher';
  readonly scale: 'log' | 'linear';
  /** How its figures came about: extractor, N, resize, EMA, checkpoint rule. */
  readonly protocol: Readonly<Record<string, string | number | boolean>>;
  readonly protocolHash: string;
}

export interface ReportVariant {
  readonly name: string;
  /** One line: what it is. */
  readonly description?: string;
  /** Whole numbers, by network: { generator: 1_200_000, … }. */
  readonly parameters?: Readonly<Record<string, number>>;
}

export interface ReportRun {
  /** The run directory's name. */
  readonly id: string;
  readonly variant: string;
  readonly seed: number;
  readonly status: 'done' | 'failed' | 'diverged';
  readonly steps: number;
  readonly pictures: number;
  readonly seconds: number;
  /** Final figures by metric; null or absent where the run has none. */
  readonly figures: Readonly<Record<string, Maybe>>;
  /** By name, such as 'FID_10k', 'loss/generator', 'gradient norm/discriminator'. */
  readonly series: Readonly<Record<string, ReportSeries>>;
  /** How far training was in pictures seen and in seconds at some steps; read between them linearly. */
  readonly progress?: {
    readonly step: ArrayLike<number>;
    readonly pictures: ArrayLike<number>;
    readonly seconds: ArrayLike<number>;
  };
  readonly failure?: ReportFailure;
}

export interface ReportSeries {
  /** Ascending. */
  readonly step: ArrayLike<number>;
  /** As many; not finite leaves a gap. */
  readonly value: ArrayLike<number>;
}

export interface ReportFailure {
  readonly code?: string;
  readonly message: string;
  readonly step?: number;
  /** The last lines of the log. */
  readonly log: readonly string[];
}

export interface ReportSummary {
  readonly metric: string;
  readonly variant: string;
  readonly runs: number;
  readonly failed: number;
  readonly failureRate: number;
  readonly failureInterval: ReportInterval;
  /** What to lead with: `iqm` where runs failed. */
  readonly lead: 'mean' | 'iqm';
  readonly mean: Maybe;
  readonly meanInterval: ReportInterval | undefined;
  readonly iqm: Maybe;
  readonly iqmInterval: ReportInterval & { readonly approximate: boolean };
  readonly median: Maybe;
  readonly min: Maybe;
  readonly max: Maybe;
}

interface ReportComparison {
  /** The variant. */
  readonly name: string;
  readonly direction: 'lower' | 'higher';
  readonly scale: 'log' | 'linear';
  readonly design: 'independent' | 'paired';
  readonly alpha: number;
  readonly relativeMargin: number;
  readonly runs: { readonly variant: number; readonly baseline: number };
  readonly failed: { readonly variant: number; readonly baseline: number };
  readonly test: string;
  /** A ratio variant / baseline on the log scale, a difference on the linear one. */
  readonly effect: number;
  readonly effectInterval: ReportInterval;
  /** +- on the scale of analysis: ln(1 + delta), or a difference. */
  readonly margin: number;
  readonly p: number;
  readonly exact: { readonly test: string; readonly p: number; readonly smallestP: number };
  /** P(a run of the variant beats one of the baseline). */
  readonly probabilityOfImprovement: number;
  readonly seedsNeeded?: number | undefined;
}

export interface ReportContrast extends ReportComparison {
  readonly holmP: number;
  /** On the scale of analysis. */
  readonly equivalence?: { readonly p: number; readonly interval: ReportInterval } | undefined;
  readonly verdict: {
    readonly verdict: 'better' | 'worse' | 'equivalent' | 'inconclusive';
    /** False where even the clearest outcome would not be significant. */
    readonly reachable: boolean;
    readonly smallestP: number;
    readonly comparisons: number;
  };
}

export interface ReportExploration extends ReportComparison {
  readonly metric: string;
  /** p after Benjamini and Hochberg. */
  readonly q: number;
  readonly notable: boolean;
}

export interface ReportProfile {
  readonly metric: string;
  /** Ascending. */
  readonly thresholds: readonly number[];
  /** By variant: the share of its runs better than each threshold. */
  readonly shares: Readonly<Record<string, readonly number[]>>;
}

export interface ReportAudit {
  /** Config keys that differ between variants, and their values by variant. */
  readonly differences: readonly { readonly key: string; readonly values: Readonly<Record<string, string>> }[];
  /** What must be equal for a fair comparison: steps, pictures, parameters, time, protocol. */
  readonly checks: readonly {
    readonly quantity: string;
    readonly values: Readonly<Record<string, string>>;
    readonly equal: boolean;
    /** Why an inequality matters, or why it is no harm. */
    readonly note?: string;
  }[];
}

export interface ReportBand {
  readonly series: string;
  readonly variant: string;
  readonly step: ArrayLike<number>;
  readonly middle: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
}

export interface ReportPictures {
  /** What all grids share: 'the same 64 latents, EMA weights'. */
  readonly caption: string;
  /** What best, median and worst are about. */
  readonly rankedBy: string;
  readonly grids: readonly {
    readonly variant: string;
    readonly role: 'best' | 'median' | 'worst';
    readonly seed: number;
    readonly figure: Maybe;
    /** Ascending steps; each picture a data URI. */
    readonly frames: readonly { readonly step: number; readonly src: string }[];
  }[];
  /** Interpolations, nearest training pictures and the like. */
  readonly extras?: readonly {
    readonly title: string;
    readonly caption: string;
    readonly items: readonly { readonly label: string; readonly src: string }[];
  }[];
}

export interface ReportHistogram {
  /** Such as 'nonsaturating, seed 1, step 20,000'. */
  readonly title: string;
  /** Bins + 1 edges, ascending. */
  readonly edges: readonly number[];
  /** Shares or counts by what was scored: { real: […], generated: […] }. */
  readonly counts: Readonly<Record<string, readonly number[]>>;
}

export interface ReportFacts {
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
}
