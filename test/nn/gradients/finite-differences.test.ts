import { installSecondOrderGradients } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { pattern } from '../../support/pattern.js';
import { build, loss, torch } from './support/derivatives.js';
import { ops } from './support/ops.js';

const product = (tensors: tf.Tensor[], directions: tf.Tensor[]) =>
  tf.addN(tensors.map((tensor, i) => tf.sum(tf.mul(tensor, directions[i]!))));

describe('second-order gradients against finite differences', () => {
  before(installSecondOrderGradients);

  for (const [name, op] of Object.entries(ops)) {
    it(`${name}: the gradient changes along a direction as its gradient says`, () => {
      tf.tidy(() => {
        const inputs = torch[name]!.inputs.map(build);
        // Across a kink there is nothing to compare, so the step is small; float32 then leaves about three digits.
        const step = 1e-3;
        const along = inputs.map(({ shape }, i) => pattern(shape, 20 + i));
        const gradients = tf.grads(loss(op) as Parameters<typeof tf.grads>[0]);
        const slopes = (...at: tf.Tensor[]) => product(gradients(at), along);
        const moved = (by: number) => slopes(...inputs.map((x, i) => tf.add(x, tf.mul(along[i]!, by))));
        const difference = tf.div(tf.sub(moved(step), moved(-step)), 2 * step).dataSync()[0]!;
        const exact = product(tf.grads(slopes as Parameters<typeof tf.grads>[0])(inputs), along).dataSync()[0]!;
        expect(exact).to.be.closeTo(difference, 5e-3 * Math.max(1, Math.abs(difference)));
      });
    });
  }
});
