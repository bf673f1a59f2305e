import { isSaddleError } from '@saddle/core';
import { mlp } from '@saddle/arch-mlp';
import { activationNames } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { buildNetworks } from '../support/build-networks.js';
import { expectNumbers } from '../support/numbers.js';
import { pattern } from '../support/pattern.js';

describe('architecture mlp', () => {
  for (const shape of [[2], [1], [8, 8, 3], [28, 28, 1], [5, 4]]) {
    for (const classes of [0, 3]) {
      it(`makes and scores samples [${shape.join(', ')}] with ${classes} classes`, async () => {
        const { generator, discriminator } = await buildNetworks(mlp, { shape, classes });
        const labels = tf.tensor1d([2, 0, 1], 'int32');
        const { samples } = generator.apply({ latent: pattern([3, 16], 1), labels });
        expect(samples!.shape).to.deep.equal([3, ...shape]);
        expect(discriminator.apply({ samples: samples!, labels })['scores']!.shape).to.deep.equal([3, 1]);
      });
    }
  }

  it('has the sizes asked for', async () => {
    const { generator, discriminator } = await buildNetworks(mlp, {
      shape: [2],
      latent: 4,
      options: { generator: { hidden: [8, 16, 8] }, discriminator: { hidden: [] } },
    });
    expect(generator.parameterCount).to.equal(4 * 8 + 8 + 8 * 16 + 16 + 16 * 8 + 8 + 8 * 2 + 2);
    expect(discriminator.parameterCount).to.equal(2 + 1);
  });

  it('takes the largest of several linear maps with maxout', async () => {
    const { discriminator } = await buildNetworks(mlp, {
      shape: [2],
      options: { discriminator: { hidden: [3], activation: 'maxout', pieces: 4 } },
    });
    const [kernel, bias, out, offset] = discriminator.parameters.map(({ variable }) => variable);
    expect(kernel!.shape).to.deep.equal([2, 12]);
    const x = pattern([5, 2], 1);
    const maps = tf.add(tf.matMul(x as tf.Tensor2D, kernel as unknown as tf.Tensor2D), bias!).arraySync() as number[][];
    const largest = maps.map((row) => [0, 4, 8].map((first) => Math.max(...row.slice(first, first + 4))));
    const scores = tf.add(tf.matMul(tf.tensor2d(largest), out as unknown as tf.Tensor2D), offset!);
    expectNumbers(discriminator.apply(x)['scores']!, scores.dataSync(), 1e-6);
  });

  it('ends in tanh where the data is symmetric, else is unbounded', async () => {
    const largest = async (range: 'symmetric' | 'unbounded') => {
      const { generator } = await buildNetworks(mlp, { shape: [2], range });
      return tf
        .abs(generator.apply(tf.mul(pattern([8, 16], 1), 1e3))['samples']!)
        .max()
        .dataSync()[0];
    };
    expect(await largest('symmetric')).to.be.at.most(1);
    expect(await largest('unbounded')).to.be.above(10);
  });

  for (const activation of activationNames) {
    it(`takes the activation ${activation}`, async () => {
      const { generator, discriminator } = await buildNetworks(mlp, {
        shape: [2],
        options: { generator: { activation }, discriminator: { activation } },
      });
      const latent = pattern([4, 16], 1);
      const { value, grads } = tf.variableGrads(
        () => tf.sum(discriminator.apply(generator.apply(latent)['samples']!)['scores']!) as tf.Scalar,
        generator.parameters.map(({ variable }) => variable),
      );
      expect(value.dataSync()[0]).to.satisfy(Number.isFinite);
      for (const { variable } of generator.parameters) {
        expect(tf.abs(grads[variable.name]!).max().dataSync()[0]).to.be.above(0);
      }
    });
  }

  for (const norm of ['none', 'layer', 'batch', 'spectral']) {
    it(`takes norm ${norm} in the discriminator`, async () => {
      const { discriminator } = await buildNetworks(mlp, { shape: [2], options: { discriminator: { norm } } });
      const kinds = new Set(discriminator.weights.map(({ name }) => name.split('/').at(-1)));
      const expected = {
        none: [],
        layer: ['scale', 'offset'],
        batch: ['scale', 'offset', 'running-mean', 'running-variance'],
        spectral: ['singular-vector'],
      }[norm]!;
      expect(kinds).to.deep.equal(new Set(['kernel', 'bias', ...expected]));
    });
  }

  it('predicts classes instead of taking labels where an auxiliary classifier is asked for', async () => {
    const { discriminator } = await buildNetworks(mlp, { shape: [2], classes: 4, outputs: ['classes', 'features'] });
    const outputs = discriminator.apply(pattern([3, 2], 1));
    expect(outputs['classes']!.shape).to.deep.equal([3, 4]);
    expect(outputs['features']!.shape).to.deep.equal([3, 128]);
  });

  it('refuses outputs of unknown size', async () => {
    try {
      await buildNetworks(mlp, { shape: [2], outputs: ['feature'] });
    } catch (error) {
      if (!isSaddleError(error)) throw error;
      expect(error.message).to.include("'feature'").and.include("Did you mean 'features'?");
      return;
    }
    expect.fail('was not refused');
  });

  it('repeats its first weights with the seed', async () => {
    const weights = async (seed: number) =>
      (await buildNetworks(mlp, { shape: [2], seed })).discriminator.weights.map(({ variable }) => variable.dataSync());
    expect(await weights(0)).to.deep.equal(await weights(0));
    expect(await weights(0)).not.to.deep.equal(await weights(1));
  });
});
