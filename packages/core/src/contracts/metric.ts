import type { Tensor } from '@tensorflow/tfjs';
import type { DatasetInfo, DatasetReader } from './dataset.js';

export interface MetricContext {
  readonly info: DatasetInfo;
  /** The data the generated samples are compared with. */
  readonly real: DatasetReader;
  /** Generated samples in data range, in batches of the given size until `count` are made. Caller disposes. */
  generate(count: number, batch: number): AsyncIterable<Tensor>;
  readonly seed: number;
}

/** A measure of generated samples against data; what it returns is stored beside its protocol. */
export interface Metric {
  /** What must be equal for two figures to be compared. */
  protocol(info: DatasetInfo): Readonly<Record<string, string | number | boolean>>;
  /** True where a smaller value is better, by the name of the value. */
  readonly lowerIsBetter: Readonly<Record<string, boolean>>;
  evaluate(context: MetricContext): Promise<Readonly<Record<string, number>>>;
}
