import { availableParallelism } from 'node:os';
import { loadBackend } from '@saddle/runtime';
import * as tf from '@tensorflow/tfjs';
import { productFlops } from '../products.js';
import type { SgemmResult } from '../record.js';

/** Two square matrices, multiplied once already. */
function matrices(size: number) {
  const a = tf.randomUniform([size, size]);
  const b = tf.randomUniform([size, size]);
  const multiply = () => tf.matMul(a, b).dispose();
  multiply();
  return { multiply, dispose: () => tf.dispose([a, b]) };
}

function secondsOf(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

/** Best speed of square float32 matrix products through TensorFlow.js, for each size. */
export async function measureSgemm(sizes: readonly number[], seconds: number): Promise<SgemmResult[]> {
  await loadBackend({ threads: availableParallelism() });
  return sizes.map((size) => {
    const { multiply, dispose } = matrices(size);
    let best = Infinity;
    for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
      best = Math.min(best, secondsOf(multiply));
    }
    dispose();
    return { by: 'Saddle (TensorFlow.js matMul)', size, gflops: productFlops(size) / best / 1e9 };
  });
}

/** A block of `iterations` square products. */
export function sgemmBlock(size: number, iterations: number): { seconds: number } {
  const { multiply, dispose } = matrices(size);
  const seconds = secondsOf(() => {
    for (let i = 0; i < iterations; i++) multiply();
  });
  dispose();
  return { seconds };
}
