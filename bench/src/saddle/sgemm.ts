import { availableParallelism } from 'node:os';
import { loadBackend } from '@saddle/runtime';
import * as tf from '@tensorflow/tfjs';
import type { SgemmResult } from '../record.js';

/** Best speed of square float32 matrix products through TensorFlow.js, for each size. */
export async function measureSgemm(sizes: readonly number[], seconds: number): Promise<SgemmResult[]> {
  await loadBackend({ threads: availableParallelism() });
  return sizes.map((size) => {
    const a = tf.randomUniform([size, size]);
    const b = tf.randomUniform([size, size]);
    const once = () => {
      const start = performance.now();
      tf.matMul(a, b).dispose();
      return (performance.now() - start) / 1000;
    };
    once();
    let best = Infinity;
    for (const end = performance.now() + seconds * 1000; performance.now() < end;) best = Math.min(best, once());
    tf.dispose([a, b]);
    return { by: 'Saddle (TensorFlow.js matMul)', size, gflops: (2 * size ** 3) / best / 1e9 };
  });
}

/** A block of square products, of `iterations` of them. */
export function sgemmBlock(size: number, iterations: number): { seconds: number } {
  const a = tf.randomUniform([size, size]);
  const b = tf.randomUniform([size, size]);
  tf.matMul(a, b).dispose();
  const start = performance.now();
  for (let i = 0; i < iterations; i++) tf.matMul(a, b).dispose();
  const seconds = (performance.now() - start) / 1000;
  tf.dispose([a, b]);
  return { seconds };
}
