import { expect } from 'chai';
import { runModule, runtimeUrl } from '../support/child.js';

/** Gradients of a small convolutional network, whose kernels the wasm backend does not all have, and what is left. */
const gradients = `
import { createRequire } from 'node:module';
const { loadBackend } = await import(${JSON.stringify(runtimeUrl)});
await loadBackend({ backend: process.argv[1] });
const tf = createRequire(${JSON.stringify(runtimeUrl)})('@tensorflow/tfjs');
const wave = (shape, phase) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(Float32Array.from({ length: size }, (_, i) => Math.sin(i + phase)), shape);
};
const x = wave([2, 8, 8, 3], 0.1);
const w = wave([4, 4, 3, 5], 0.2);
const v = wave([4, 4, 3, 5], 0.3);
const loss = (x, w, v) =>
  tf.conv2dTranspose(tf.conv2d(x, w, 2, 'same').tanh(), v, [2, 8, 8, 3], 2, 'same').square().mean();
const step = () => tf.tidy(() => tf.grads(loss)([x, w, v]).map((gradient) => Array.from(gradient.dataSync())));
step();
const before = tf.memory().numTensors;
const held = tf.findBackend('cpu')?.numDataIds() ?? 0;
const result = step();
console.log(JSON.stringify({ result, leaked: tf.memory().numTensors - before, held: (tf.findBackend('cpu')?.numDataIds() ?? 0) - held }));
`;

describe('borrowed kernels', () => {
  it('give wasm the gradients of convolutions, equal to those of the cpu backend, without a leak', async () => {
    const [wasm, cpu] = await Promise.all(
      ['wasm', 'cpu'].map(async (backend) => {
        const { stdout, stderr } = await runModule(gradients, [backend]);
        expect(stdout, stderr).to.not.equal('');
        return JSON.parse(stdout) as { result: number[][]; leaked: number; held: number };
      }),
    );
    expect([wasm!.leaked, wasm!.held]).to.deep.equal([0, 0]);
    for (const [i, gradient] of wasm!.result.entries()) {
      const scale = Math.max(...cpu!.result[i]!.map(Math.abs));
      expect(scale).to.be.greaterThan(0);
      for (const [j, value] of gradient.entries()) {
        expect(Math.abs(value - cpu!.result[i]![j]!), `gradient ${i}, element ${j}`).to.be.at.most(1e-5 * scale);
      }
    }
  });
});
