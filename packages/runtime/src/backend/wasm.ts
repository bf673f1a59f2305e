import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { borrowCpuKernels } from './borrowed-kernels.js';

const require = createRequire(import.meta.url);

/** Registers the wasm backend, completed by the CPU backend's kernels, and chooses it. Throws when it cannot run. */
export async function loadWasm(): Promise<void> {
  // A name given to `require`, not `import`, so that the wasm package is loaded only when it is wanted.
  const wasm = require('@tensorflow/tfjs-backend-wasm') as typeof import('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), '/'));
  if (!(await tf.setBackend('wasm'))) throw new Error('the wasm backend did not start');
  borrowCpuKernels('wasm');
}
