import { fixedStream, type Loss, type Plugin, type Scores } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { expectNumbers } from './numbers.js';
import { reference } from './reference.js';

interface Gradients {
  value: number;
  real: number[];
  fake: number[];
}

interface Case {
  name: string;
  shape: number[];
  real: number[];
  fake: number[];
  realLabel: number;
  discriminator: Gradients;
  minimax: Gradients;
  nonSaturating: Gradients;
}

export const lossOf = async (plugin: Plugin<'loss'>, options: object = {}): Promise<Loss> =>
  plugin.create(plugin.options.parse(options), {});

export const scoresOf = (real: tf.Tensor, fake: tf.Tensor, random = fixedStream(0, 'test')): Scores => ({
  real,
  fake,
  random,
  outputs: { real: { scores: real }, fake: { scores: fake } },
  inputs: { real, fake },
});

/** Tests against PyTorch's BCEWithLogitsLoss in float64 (test/references/torch/losses.py). */
export function describeCrossEntropyLoss(plugin: Plugin<'loss'>, generator: 'minimax' | 'nonSaturating'): void {
  const { cases } = reference<{ cases: Case[] }>('torch/losses');

  describe(`loss ${plugin.name}`, () => {
    for (const expected of cases) {
      const real = () => tf.tensor(expected.real, expected.shape);
      const fake = () => tf.tensor(expected.fake, expected.shape);

      it(`discriminator equals PyTorch's binary cross-entropy: ${expected.name}`, async () => {
        const loss = await lossOf(plugin, { realLabel: expected.realLabel });
        const { value, grads } = tf.valueAndGrads((r: tf.Tensor, f: tf.Tensor) => loss.discriminator(scoresOf(r, f)))([
          real(),
          fake(),
        ]);
        expectNumbers(value, [expected.discriminator.value], 1e-6);
        expectNumbers(grads[0]!, expected.discriminator.real, 1e-6);
        expectNumbers(grads[1]!, expected.discriminator.fake, 1e-6);
      });

      it(`generator equals PyTorch's binary cross-entropy: ${expected.name}`, async () => {
        const loss = await lossOf(plugin, { realLabel: expected.realLabel });
        const { value, grad } = tf.valueAndGrad((f: tf.Tensor) => loss.generator(scoresOf(real(), f)))(fake());
        expectNumbers(value, [expected[generator].value], 1e-6);
        expectNumbers(grad, expected[generator].fake, 1e-6);
      });
    }

    it('flips labels per example with the given probability, from the step stream', async () => {
      const count = 20000;
      const loss = await lossOf(plugin, { flip: 0.25, realLabel: 0.9 });
      const gradient = (seed: number) =>
        tf
          .grad((r: tf.Tensor) => loss.discriminator(scoresOf(r, tf.zeros([count, 1]), fixedStream(seed, 'flips'))))(
            tf.zeros([count, 1]),
          )
          .mul(count);
      // At logit 0 the gradient is 1/2 - target: -0.4 for real data, 0.5 where flipped.
      const values = gradient(1).dataSync();
      const flipped = values.filter((value) => Math.abs(value - 0.5) < 1e-3).length;
      const kept = values.filter((value) => Math.abs(value + 0.4) < 1e-3).length;
      expect(flipped + kept).to.equal(count);
      // Five standard deviations of a binomial.
      expect(flipped / count).to.be.closeTo(0.25, 5 * Math.sqrt((0.25 * 0.75) / count));
      expect([...gradient(1).dataSync()]).to.deep.equal([...values]);
      expect([...gradient(2).dataSync()]).not.to.deep.equal([...values]);
    });

    it('flips whole patch maps', async () => {
      const loss = await lossOf(plugin, { flip: 0.5 });
      const maps = tf.grad((r: tf.Tensor) => loss.discriminator(scoresOf(r, tf.zeros([64, 2, 2, 1]))))(
        tf.zeros([64, 2, 2, 1]),
      );
      for (const map of maps.reshape([64, 4]).arraySync() as number[][]) expect(new Set(map).size).to.equal(1);
    });

    it('has a second derivative that equals finite differences', async () => {
      const loss = await lossOf(plugin);
      const logits = tf.tensor2d([[-3], [-0.5], [0], [0.7], [4]]);
      for (const term of [
        (x: tf.Tensor) => loss.discriminator(scoresOf(x, tf.neg(x))),
        (x: tf.Tensor) => loss.generator(scoresOf(x, x)),
      ]) {
        const first = tf.grad(term);
        const second = tf.grad((x: tf.Tensor) => tf.sum(first(x)))(logits);
        const step = 1e-2;
        const difference = tf.div(tf.sub(first(tf.add(logits, step)), first(tf.sub(logits, step))), 2 * step);
        expectNumbers(second, difference.dataSync(), 1e-4);
      }
    });
  });
}
