import type { TensorMap } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import type { SampleMaker } from '../../run/sampling.js';
import { embeddedGrid, type PictureShape } from './embedded-grid.js';
import { slerp } from './slerp.js';

const pairs = 4;
const steps = 8;

export const interpolationCaption = `${steps} steps between two latents along the great circle, ${pairs} pairs; the same latents for every variant's best run.`;

/** Rows of pictures from one latent to another. Labels, where the run is conditional, stay those of the first. */
export function interpolations(maker: SampleMaker, shape: PictureShape): string {
  const ends = maker.latents(2 * pairs, 'interpolation', 0);
  const inputs: TensorMap = Object.fromEntries(Object.entries(ends).map(([name, tensor]) => [name, between(tensor)]));
  const samples = maker.generate(inputs, 0);
  const values = samples.dataSync() as Float32Array;
  tf.dispose([ends, inputs, samples]);
  return embeddedGrid(values, shape, steps);
}

/** From `[2 x pairs, …]` to `[pairs x steps, …]`. */
function between(ends: tf.Tensor): tf.Tensor {
  const size = ends.size / (2 * pairs);
  const data = ends.dataSync();
  const row = (i: number) => Float32Array.from(data.subarray(i * size, (i + 1) * size));
  const flat = new Float32Array(pairs * steps * size);
  for (let i = 0; i < pairs * steps; i++) {
    const first = 2 * Math.floor(i / steps);
    const share = (i % steps) / (steps - 1);
    flat.set(ends.dtype === 'float32' ? slerp(row(first), row(first + 1), share) : row(first), i * size);
  }
  return tf.tensor(flat, [pairs * steps, ...ends.shape.slice(1)], ends.dtype as 'float32' | 'int32');
}
