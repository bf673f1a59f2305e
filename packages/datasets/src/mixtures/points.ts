import { createHash } from 'node:crypto';
import { HostRandom, type Dataset, type DatasetInfo, type HostBatch } from '@saddle/core';
import { z } from 'zod';

/** Options that all 2-D data sets share. */
export const pointOptions = {
  examples: z.int().min(1).max(100_000_000).default(100_000).describe('Number of points'),
  seed: z.int().min(0).default(0).describe('Seed of the points; the seed of the run does not change the data'),
};

export type Point = readonly [number, number];

/** Labelled points in the plane, drawn once when opened. */
export interface PointSet {
  /** The plugin's name and its options: with the code they are the data, so the digest is over them. */
  readonly name: string;
  readonly options: { readonly examples: number; readonly seed: number };
  readonly classes: readonly string[];
  readonly mixture?: NonNullable<DatasetInfo['mixture']>;
  /** One point with label `label`. */
  draw(label: number, random: HostRandom): Point;
}

/** Every label is equally probable; labels and points come from HostRandom(seed). */
export function pointSet(set: PointSet): Dataset {
  const { name, options, classes, mixture } = set;
  return {
    reading: 'memory',
    open() {
      const { examples, seed } = options;
      const random = new HostRandom(seed).scope(`datasets/${name}`);
      const points = new Float32Array(examples * 2);
      const labels = new Int32Array(examples);
      for (let i = 0; i < examples; i++) {
        labels[i] = random.integer(classes.length);
        points.set(set.draw(labels[i]!, random), i * 2);
      }
      const info: DatasetInfo = {
        sample: { shape: [2], range: 'unbounded' },
        length: examples,
        classes,
        fields: { samples: { shape: [2], dtype: 'float32' }, labels: { shape: [], dtype: 'int32' } },
        digest: createHash('sha256')
          .update(JSON.stringify({ name, version: 1, options }))
          .digest('hex'),
        ...(mixture && { mixture }),
      };
      return { info, read: (indices) => gather(points, labels, indices) };
    },
  };
}

function gather(points: Float32Array, labels: Int32Array, indices: Uint32Array): HostBatch {
  const samples = new Float32Array(indices.length * 2);
  const chosen = new Int32Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    samples[i * 2] = points[index * 2]!;
    samples[i * 2 + 1] = points[index * 2 + 1]!;
    chosen[i] = labels[index]!;
  }
  return { samples, labels: chosen };
}
