import { ada, diffAugment, instanceNoise, packing } from '@saddle/augmentations';
import { fixedStream, isSaddleError, State, type Plugin } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { expectNumbers } from '../support/numbers.js';
import { createAugmentation, type Surroundings } from './support/create.js';

describe('packing', () => {
  it('puts neighbours beside each other in the channels', async () => {
    const { apply, shape, group } = await createAugmentation(packing, { samples: 2 }, { shape: [2, 1, 3] });
    const samples = tf.range(0, 24).reshape([4, 2, 1, 3]);
    const packed = apply(samples, fixedStream(0, 'test'));
    expect(packed.arraySync()).to.deep.equal([
      [[[0, 1, 2, 6, 7, 8]], [[3, 4, 5, 9, 10, 11]]],
      [[[12, 13, 14, 18, 19, 20]], [[15, 16, 17, 21, 22, 23]]],
    ]);
    expect(shape!({ shape: [2, 1, 3], range: 'symmetric' })).to.deep.equal({ shape: [2, 1, 6], range: 'symmetric' });
    expect(group).to.equal(2);
  });

  it('packs points, and hands gradients to every one', async () => {
    const { apply } = await createAugmentation(packing, { samples: 4 }, { shape: [2] });
    const points = tf.range(0, 16).reshape([8, 2]);
    expect(apply(points, fixedStream(0, 'test')).arraySync()).to.deep.equal([
      [0, 1, 2, 3, 4, 5, 6, 7],
      [8, 9, 10, 11, 12, 13, 14, 15],
    ]);
    const gradient = tf.grad((x: tf.Tensor) => tf.sum(tf.square(apply(x, fixedStream(0, 'test')))))(points);
    expectNumbers(gradient, tf.mul(points, 2).dataSync(), 0);
  });
});

describe('instance-noise', () => {
  it('has the deviation it says, which falls in a straight line and stays', async () => {
    const state = new State();
    const { apply, control } = await createAugmentation(
      instanceNoise,
      { deviation: 0.5, final: 0.1, updates: 4 },
      { shape: [2], state },
    );
    const deviation = () => {
      const noise = apply(tf.zeros([20_000, 2]), fixedStream(0, 'test'));
      return Math.sqrt(tf.mean(tf.square(noise)).dataSync()[0]!);
    };
    const found = [deviation()];
    for (let update = 0; update < 6; update++) {
      const scores = tf.zeros([4, 1]);
      control!({ real: { scores }, fake: { scores } });
      found.push(deviation());
    }
    // Five standard deviations of the deviation of 40,000 numbers: 5 / sqrt(80,000) = 1.8 %.
    [0.5, 0.4, 0.3, 0.2, 0.1, 0.1, 0.1].forEach((expected, i) =>
      expect(found[i]).to.be.closeTo(expected, 0.018 * expected),
    );
  });
});

describe('augmentations that do not fit', () => {
  const cases: [string, Plugin<'augmentation'>, object, Surroundings, RegExp][] = [
    ['packs of a batch that is no multiple', packing, { samples: 3 }, { shape: [2] }, /packs of 3.*data\.batch` to 9/s],
    ['packs with labels', packing, {}, { shape: [2], classes: 3 }, /2 labels.*conditional: false/s],
    ['pictures wanted, points given', diffAugment, {}, { shape: [2] }, /'diff-augment' changes pictures/],
    ['quarter turns of oblongs', ada, { transforms: ['rotate90'] }, { shape: [8, 4, 3] }, /'rotate90'.*square/],
    ['hues of grey', ada, { transforms: ['hue'] }, { shape: [8, 8, 1] }, /'hue'.*3 colours/],
  ];
  for (const [name, plugin, options, surroundings, message] of cases) {
    it(`refuses ${name}`, async () => {
      const error: unknown = await createAugmentation(plugin, options, surroundings).catch((caught: unknown) => caught);
      expect(isSaddleError(error) && error.code).to.equal('SADDLE_CONFIG_INCOMPATIBLE');
      expect((error as Error).message).to.match(message);
    });
  }

  it('takes what suits the data where nothing is named', async () => {
    const { apply } = await createAugmentation(ada, { initial: 1 }, { shape: [8, 4, 1] });
    expect(apply(tf.ones([8, 8, 4, 1]), fixedStream(0, 'test')).shape).to.deep.equal([8, 8, 4, 1]);
  });
});
