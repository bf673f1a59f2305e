import * as tf from '@tensorflow/tfjs';
import { defineMetric, HostRandom, type TensorMap } from '@saddle/core';
import { z } from 'zod';
import { incompatible } from './incompatible.js';

/** Shares of the paths that are left out at either end, as published figures have it. */
const trimmed = 0.01;

/** The point at `t` between two vectors: along the great circle, its length between theirs, or along the line. */
export function interpolate(a: ArrayLike<number>, b: ArrayLike<number>, t: number, spherical: boolean): number[] {
  const [from, to] = [Array.from(a), Array.from(b)];
  const along = (first: number, second: number) => from.map((value, i) => first * value + second * to[i]!);
  if (!spherical) return along(1 - t, t);
  const dot = from.reduce((sum, value, i) => sum + value * to[i]!, 0);
  const cosine = dot / (Math.hypot(...from) * Math.hypot(...to));
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  if (Math.sin(angle) < 1e-9) return along(1 - t, t);
  return along(Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle));
}

/** The mean of what lies between the percentiles 1 and 99. */
export function trimmedMean(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  const cut = Math.floor(trimmed * sorted.length);
  const kept = sorted.slice(cut, sorted.length - cut);
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}

export const perceptualPathLength = defineMetric({
  name: 'perceptual-path-length',
  summary:
    'Squared change of the features per squared step along paths between latents: smoothness of the latent space',
  paper: 'Karras, Laine, Aila 2019, A style-based generator architecture for GANs, arXiv:1812.04948, section 4.1',
  options: z.strictObject({
    epsilon: z.number().positive().max(0.1).default(1e-4).describe('Length of a step, as a share of the path'),
    interpolation: z
      .enum(['spherical', 'linear'])
      .default('spherical')
      .describe('Along the great circle, for normal latents, or along the line, for uniform ones'),
  }),
  create: ({ epsilon, interpolation }) => ({
    reads: 'features',
    protocol: { epsilon, interpolation },
    lowerIsBetter: { perceptualPathLength: true },
    evaluate: async ({ generator, fake, extractor, seed }) => {
      if (!generator || !extractor) throw incompatible("The metric 'perceptual-path-length' needs a generator.");
      const used = await extractor();
      const random = new HostRandom(seed, '/metrics/paths');
      const featuresOf = (inputs: TensorMap): Float32Array => {
        const samples = generator.generate(inputs);
        const found = used.features(samples);
        const values = found.dataSync<'float32'>();
        tf.dispose([samples, found]);
        return values;
      };
      const lengths: number[] = [];
      for (let number = 0; lengths.length < fake.count; number++) {
        const ends = [0, 1].map((end) => generator.latents('paths', 2 * number + end)) as [TensorMap, TensorMap];
        const [first, second] = ends.map(({ latent }) => rowsOf(latent)) as [number[][], number[][]];
        const places = first.map(() => random.uniform() * (1 - epsilon));
        const [here, there] = [0, epsilon].map((step) => {
          const points = first.map((row, i) =>
            interpolate(row, second[i]!, places[i]! + step, interpolation === 'spherical'),
          );
          const latent = tf.tensor2d(points);
          const values = featuresOf({ ...ends[0], latent });
          latent.dispose();
          return values;
        }) as [Float32Array, Float32Array];
        ends.forEach((inputs) => tf.dispose(Object.values(inputs)));
        lengths.push(...squaredChanges(here, there, first.length).map((squared) => squared / epsilon ** 2));
      }
      return { values: { perceptualPathLength: trimmedMean(lengths.slice(0, fake.count)) } };
    },
  }),
});

function rowsOf(latent: tf.Tensor | undefined): number[][] {
  if (latent?.rank === 2) return latent.arraySync() as number[][];
  throw incompatible("The metric 'perceptual-path-length' needs a generator whose input is a latent vector.");
}

function squaredChanges(a: Float32Array, b: Float32Array, rows: number): number[] {
  const columns = a.length / rows;
  return Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let i = row * columns; i < (row + 1) * columns; i++) sum += (a[i]! - b[i]!) ** 2;
    return sum;
  });
}
