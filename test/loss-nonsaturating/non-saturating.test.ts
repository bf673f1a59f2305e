import { fixedStream, type Loss } from '@saddle/core';
import { minimax } from '@saddle/loss-minimax';
import { nonSaturating } from '@saddle/loss-nonsaturating';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { describeCrossEntropyLoss, lossOf } from '../support/cross-entropy-loss.js';

describeCrossEntropyLoss(nonSaturating, 'nonSaturating');

/** The gradient of a generator's loss at each logit, for a batch of one. */
async function gradientAt(loss: Loss, logits: tf.Tensor): Promise<number[]> {
  const random = fixedStream(0, 'test');
  const summed = (fake: tf.Tensor) => {
    const scores = { real: fake, fake, random, outputs: { real: {}, fake: {} }, inputs: { real: fake, fake } };
    return tf.mul(loss.generator(scores), logits.size) as tf.Scalar;
  };
  return [...tf.grad(summed)(logits).dataSync()];
}

describe('the two generator losses of Goodfellow et al. 2014', () => {
  const logits = tf.linspace(-30, 30, 121).reshape([121, 1]);

  it('pull every score the same way', async () => {
    const saturating = await gradientAt(await lossOf(minimax), logits);
    const strong = await gradientAt(await lossOf(nonSaturating), logits);
    for (const gradient of [...saturating, ...strong]) expect(gradient).to.be.below(0);
  });

  it('differ where the discriminator is sure of a fake: the saturating gradient vanishes', async () => {
    const sure = tf.tensor2d([[-20]]);
    expect((await gradientAt(await lossOf(minimax), sure))[0]).to.be.closeTo(-Math.exp(-20), 1e-12);
    expect((await gradientAt(await lossOf(nonSaturating), sure))[0]).to.be.closeTo(-1, 1e-6);
  });
});
