import { ada, diffAugment } from '@saddle/augmentations';
import { State, type Augmentation, type Plugin } from '@saddle/core';
import { installSecondOrderGradients } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { keyedRandom } from '../support/keyed-random.js';
import { expectNumbers } from '../support/numbers.js';
import { pattern } from '../support/pattern.js';
import { reference } from '../support/reference.js';
import { createAugmentation } from './support/create.js';

/** What test/references/torch/augmentations.py stores. */
interface Case {
  shape: number[];
  output: number[];
  gradient: number[];
  second: number[];
}

const torch = reference<{
  diffAugment: Record<string, Case>;
  ada: (Case & { names: string[]; strength: number })[];
  controller: { batch: number; interval: number; speed: number; target: number; strength: number[] };
}>('torch/augmentations');

/** Output, gradient of sum(output^2 * pattern(9)), and the gradient of that gradient's sum of squares. */
function expectCase(augmentation: Augmentation, { shape, output, gradient, second }: Case): void {
  const apply = (x: tf.Tensor) => augmentation.apply(x, keyedRandom());
  const term = (x: tf.Tensor) => tf.sum(tf.mul(tf.square(apply(x)), pattern(shape, 9))) as tf.Scalar;
  const first = tf.grad(term);
  const squares = (x: tf.Tensor) => tf.sum(tf.square(first(x)));
  const x = pattern(shape, 1);
  expectNumbers(apply(x), output, 1e-5);
  expectNumbers(first(x), gradient, 1e-5);
  expectNumbers(tf.grad(squares)(x), second, 5e-5);
}

describe('augmentations against PyTorch: values, gradients, double backward', () => {
  before(() => installSecondOrderGradients());

  for (const [policy, expected] of Object.entries(torch.diffAugment)) {
    it(`diff-augment: ${policy}`, async () => {
      const options = { policy: policy.split(',') };
      expectCase(await createAugmentation(diffAugment, options, { shape: expected.shape.slice(1) }), expected);
    });
  }

  for (const expected of torch.ada) {
    it(`ada at strength ${expected.strength}: ${expected.names.join(', ')}, ${expected.shape[3]} channels`, async () => {
      const options = { transforms: expected.names, initial: expected.strength };
      expectCase(
        await createAugmentation(ada as Plugin<'augmentation'>, options, { shape: expected.shape.slice(1) }),
        expected,
      );
    });
  }

  it("ada's controller over 40 updates", async () => {
    const { batch, strength, ...options } = torch.controller;
    const state = new State();
    const { control } = await createAugmentation(ada, options, { shape: [8, 8, 1], batch, state });
    const found = strength.map((_, update) => {
      const scores = tf.add(pattern([batch, 1], 200 + update), update < 24 ? 0.9 : -0.5);
      return control!({ real: { scores }, fake: { scores } })['strength']!.dataSync()[0]!;
    });
    expectNumbers(found, strength, 1e-6);
    expect(Math.max(...found)).to.be.above(0.05);
    expect([...state.variables.keys()]).to.deep.equal(['strength', 'signs', 'updates']);
  });
});
