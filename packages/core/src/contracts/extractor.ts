import type { Tensor } from '@tensorflow/tfjs';
import type { DatasetInfo, DatasetReader } from './dataset.js';
import type { ArtifactCache } from './metric.js';
import type { ProtocolFacts } from './protocol.js';

/** Samples to features: a fixed function. */
export interface FeatureExtractor {
  /** What decides the features beside the samples, such as a hash of the weights and the size pictures are brought to. */
  readonly protocol: ProtocolFacts;
  /** Columns of `features`. */
  readonly dimensions: number;
  /** `[batch, …sample shape]` in data range to `[batch, dimensions]`. The caller disposes. */
  features(samples: Tensor): Tensor;
  /** `[batch, classes]` with rows that sum to 1, where the extractor is a classifier. The caller disposes. */
  probabilities?(samples: Tensor): Tensor;
  dispose(): void;
}

export interface ExtractorContext {
  readonly info: DatasetInfo;
  /** Opens the data, for extractors that learn from it; the caller closes. */
  open(): Promise<DatasetReader>;
  readonly cache: ArtifactCache;
  /** Tells people what takes time. */
  progress(text: string, done: number, total: number): void;
}

/** A feature extractor, to be made ready for one data set: loaded, or trained on it. */
export interface Extractor {
  /** True where what it prepares has `probabilities`. */
  readonly classifies: boolean;
  /** Called before anything is trained. @throws SADDLE_CONFIG_INCOMPATIBLE for data that it cannot take */
  check?(info: DatasetInfo): void;
  prepare(context: ExtractorContext): Promise<FeatureExtractor>;
}
