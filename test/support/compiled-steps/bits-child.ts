import { createHash } from 'node:crypto';
import { eagerRuntime } from '@saddle/core';
import { createCompiledRuntime, loadBackend, prepareXlaCache } from '@saddle/runtime';
import * as tf from '@tensorflow/tfjs';
import { convGanStep } from './conv-gan-step.js';
import { mlpGanStep } from './gan-steps.js';
import { runSteps } from './run-steps.js';

/**
 * A process of its own that runs calls `from` to `to` of a step, from the state in a file where `from` is not 0, and
 * prints a digest of the state's bits. Arguments: sample, mode, from, to, file of the state to start from or to write.
 */
const [name, mode, from, to, file, cache] = process.argv.slice(2) as [string, string, string, string, string, string];
await loadBackend({ backend: 'tensorflow', ...(cache && { xlaCacheDirectory: prepareXlaCache({ root: cache }) }) });
const { readFileSync, writeFileSync } = await import('node:fs');

const sample = name === 'mlp' ? mlpGanStep() : convGanStep(8, 8);
if (Number(from) > 0) {
  const values = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  for (const [key, variable] of sample.state.variables) {
    const bytes = Buffer.from(values[key]!, 'base64');
    const numbers = new Float32Array(new Uint8Array(bytes).buffer);
    tf.tidy(() => variable.assign(tf.tensor(numbers, variable.shape)));
  }
}
const start = performance.now();
const runtime = mode === 'off' ? eagerRuntime : createCompiledRuntime({ mode: mode as 'graph' | 'xla' });
const { variables } = runSteps(sample, runtime, Number(to), Number(from));
const bytes = Object.entries(variables).map(([key, values]) => [key, Buffer.from(values.buffer)] as const);
if (file) {
  writeFileSync(file, JSON.stringify(Object.fromEntries(bytes.map(([key, value]) => [key, value.toString('base64')]))));
}
const hash = createHash('sha256');
for (const [, value] of bytes) hash.update(value);
process.stdout.write(
  `${JSON.stringify({ digest: hash.digest('hex'), seconds: (performance.now() - start) / 1000 })}\n`,
);
