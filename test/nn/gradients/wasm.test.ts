import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { expectClose, torch } from './support/derivatives.js';

interface Result {
  gradients: number[][];
  penaltyGradients: number[][];
  error?: string;
}

/**
 * Kernels of the wasm backend (4.22) that are wrong themselves: its max pooling takes no maximum below 0, and its
 * gradients of three-dimensional convolutions are far off, all to first order.
 */
const wrongKernels = ['maxPool', 'maxPool same', 'conv3d'];

describe('second-order gradients on wasm', () => {
  it("equal PyTorch's double backward in float64", async () => {
    const child = fileURLToPath(new URL('support/wasm-child.js', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [child], { maxBuffer: 1 << 26 });
    const results = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, Result>;
    expect(Object.keys(results).sort()).to.deep.equal(Object.keys(torch).sort());
    for (const [name, { error, gradients, penaltyGradients }] of Object.entries(results)) {
      expect(error, name).to.equal(undefined);
      if (wrongKernels.includes(name)) continue;
      gradients.forEach((gradient, i) => expectClose(gradient, torch[name]!.gradients[i]!, 1e-5, name));
      penaltyGradients.forEach((gradient, i) => expectClose(gradient, torch[name]!.penaltyGradients[i]!, 1e-5, name));
    }
  });
});
