import * as tf from '@tensorflow/tfjs';
import { loadBackend } from './load-backend.js';
import type { BackendOptions } from './options.js';

/** The child process of `probeBackend`: one line of JSON on standard output. */
async function answer(options: BackendOptions): Promise<object> {
  try {
    const description = await loadBackend(options);
    const [value] = await tf.tidy(() => tf.matMul(tf.fill([2, 3], 2), tf.fill([3, 2], 0.5)).mean()).data();
    return value === 3 ? { description } : { problem: `it computed ${value} where 3 is right` };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

process.stdout.write(`${JSON.stringify(await answer(JSON.parse(process.argv[2] ?? '{}') as BackendOptions))}\n`);
