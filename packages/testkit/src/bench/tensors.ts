import { fixedStream, type DatasetInfo, type SampleInfo } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';

/** Random numbers that depend on shape and seed alone. */
export const fixedNormal = (shape: readonly number[], seed: number, deviation = 1): tf.Tensor =>
  tf.tidy(() => fixedStream(seed, 'bench').normal(shape, 0, deviation));

/** Values such as data has: in (-1, 1), or normal where unbounded. */
export const fixedSamples = ({ shape, range }: SampleInfo, count: number, seed: number): tf.Tensor =>
  tf.tidy(() => {
    const draw = fixedNormal([count, ...shape], seed);
    return range === 'symmetric' ? tf.tanh(draw) : draw;
  });

/** A batch with every field that the data has. */
export function fixedBatch(data: DatasetInfo, count: number, seed: number): Record<string, tf.Tensor> {
  const entries = Object.entries(data.fields).map(([name, field], i) => {
    if (name === 'samples') return [name, fixedSamples(data.sample, count, seed)] as const;
    if (name === 'labels') {
      const labels = Array.from({ length: count }, (_, row) => (row + seed) % Math.max(1, data.classes.length));
      return [name, tf.tensor1d(labels, 'int32')] as const;
    }
    return [name, fixedSamples({ shape: field.shape, range: data.sample.range }, count, seed + 31 * (i + 1))] as const;
  });
  return Object.fromEntries(entries);
}
