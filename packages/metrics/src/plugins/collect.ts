import type { SampleSet } from '@saddle/core';

/** Samples on the host, flat, with their labels where there are any. */
export interface CollectedSamples {
  readonly count: number;
  readonly samples: Float32Array;
  readonly labels: Int32Array | undefined;
}

/** Brings a whole set of samples to the host. @param size values of one sample */
export async function collect(set: SampleSet, size: number): Promise<CollectedSamples> {
  const values = new Float32Array(set.count * size);
  const classes = new Int32Array(set.count);
  let [done, labelled] = [0, true];
  for await (const { samples, labels } of set.batches()) {
    values.set(await samples.data<'float32'>(), done * size);
    if (labels) classes.set(await labels.data<'int32'>(), done);
    else labelled = false;
    done += samples.shape[0]!;
    samples.dispose();
    labels?.dispose();
  }
  return { count: done, samples: values, labels: labelled ? classes : undefined };
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
