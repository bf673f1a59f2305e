import type { Tensor } from '@tensorflow/tfjs';
import type { DatasetInfo } from './dataset.js';
import type { FeatureExtractor } from './extractor.js';
import type { ProtocolFacts } from './protocol.js';
import type { TensorMap } from './tensors.js';

/** Features of samples: one sample a row, row-major. */
export interface FeatureMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array | Float64Array;
}

/** Arrays and facts that are expensive to make and may be kept on disk. */
export interface Artifact {
  readonly arrays: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly data: Float32Array | Float64Array }>
  >;
  readonly facts: ProtocolFacts;
}

/** Keeps artifacts between processes, by the hash of everything that decides them. */
export interface ArtifactCache {
  /** What `make` returned for the same kind and facts before, or now. Damaged entries are made anew. */
  remember(kind: string, facts: ProtocolFacts, make: () => Promise<Artifact>): Promise<Artifact>;
}

/** The features of one set of samples. */
export interface FeatureSet {
  readonly count: number;
  readonly dimensions: number;
  /** In order, in memory of one batch. */
  batches(): AsyncIterable<FeatureMatrix>;
  /** All of them at once, for metrics that compare every pair. */
  matrix(): Promise<FeatureMatrix>;
  /** What `make` computes of this set alone; of real data it is kept on disk under the set's protocol and `name`. */
  statistic(name: string, make: () => Promise<Artifact>): Promise<Artifact>;
}

/** The sets by name, so that they cannot be swapped by position. */
export interface FeaturePair {
  readonly real: FeatureSet;
  readonly fake: FeatureSet;
  /** Decides random subsets and directions. */
  readonly seed: number;
}

export interface SampleBatch {
  /** `[batch, …sample shape]`, in data range. */
  readonly samples: Tensor;
  /** int32 `[batch]`, where there are classes. */
  readonly labels?: Tensor;
}

/** A fixed set of samples: it gives the same ones, in the same order, each time. */
export interface SampleSet {
  readonly count: number;
  /** Batches until `count`; the caller disposes their tensors. */
  batches(): AsyncIterable<SampleBatch>;
}

/** The generator itself, for metrics of its latent space. */
export interface GeneratorAccess {
  /** How many samples it makes at once. */
  readonly batch: number;
  /** Inputs of one batch, number `number` of a stream of its own. The caller disposes. */
  latents(stream: string, number: number): TensorMap;
  /** Samples of given inputs. The caller disposes. */
  generate(inputs: TensorMap): Tensor;
}

export interface MetricContext {
  readonly info: DatasetInfo;
  /** Number of classes the generator is conditioned on; 0 when unconditional. */
  readonly classes: number;
  readonly real: SampleSet;
  readonly fake: SampleSet;
  /** Absent where the samples come from files. */
  readonly generator?: GeneratorAccess;
  /** The extractor that the metric's section names, for metrics that read features. */
  extractor?(): Promise<FeatureExtractor>;
  readonly seed: number;
}

/** What a metric found. */
export interface Measurement {
  /** Figures by name, plain and unscaled. */
  readonly values: Readonly<Record<string, number>>;
  /** How a figure is written where its name depends on the measurement, such as `FID_10000`. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What beside options and sets decided the figures, such as `small: true` for too few samples. */
  readonly protocol?: ProtocolFacts;
}

interface CommonMetric {
  /** The options that decide the figures: part of their protocol. */
  readonly protocol: ProtocolFacts;
  /** True where a smaller value is better, by the name of the figure. */
  readonly lowerIsBetter: Readonly<Record<string, boolean>>;
  /** Called before anything is trained. @throws SADDLE_CONFIG_INCOMPATIBLE for data that it cannot measure */
  check?(facts: { readonly info: DatasetInfo; readonly classes: number }): void;
}

/** Two sets of features compared: wherever the features come from, so on files of them, too. */
export interface FeatureMetric extends CommonMetric {
  /** Features, or class probabilities by the same extractor. */
  readonly reads: 'features' | 'probabilities';
  /** Real samples taken: as many as generated ones (default), or all there are. */
  readonly references?: 'all';
  /** Called before the features are made. @throws SADDLE_METRIC_TOO_FEW for sets that are too small */
  checkSizes?(sizes: { readonly real: number; readonly fake: number; readonly dimensions: number }): void;
  compare(pair: FeaturePair): Promise<Measurement>;
}

/** A measure that needs the samples, their labels or the generator. */
export interface SampleMetric extends CommonMetric {
  /** Samples alone, or also what the extractor makes of them. */
  readonly reads: 'samples' | 'features';
  evaluate(context: MetricContext): Promise<Measurement>;
}

/** A measure of generated samples against data; every figure is stored beside its protocol. */
export type Metric = FeatureMetric | SampleMetric;

export const isFeatureMetric = (metric: Metric): metric is FeatureMetric => 'compare' in metric;
