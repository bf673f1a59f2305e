import { isSaddleError } from '@saddle/core';
import { dcgan } from '@saddle/arch-dcgan';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { buildNetworks, type Wanted } from '../support/build-networks.js';
import { expectNumbers } from '../support/numbers.js';
import { pattern } from '../support/pattern.js';
import { reference } from '../support/reference.js';

const narrow = { generator: { channels: 4 }, discriminator: { channels: 4 } };

describe('architecture dcgan', () => {
  it('has as many parameters as the DCGAN of pytorch/examples at 64 pixels', async () => {
    // github.com/pytorch/examples, dcgan/main.py with nz=100, ngf=ndf=64: its netG and netD have these.
    const { generator, discriminator } = await buildNetworks(dcgan, { shape: [64, 64, 3], latent: 100 });
    expect(generator.parameterCount).to.equal(3_576_704);
    expect(discriminator.parameterCount).to.equal(2_765_568);
  });

  for (const size of [16, 32, 64, 128]) {
    for (const channels of [1, 3]) {
      for (const classes of [0, 5]) {
        it(`makes and scores ${size}x${size}x${channels} pictures with ${classes} classes`, async () => {
          const { generator, discriminator } = await buildNetworks(dcgan, {
            shape: [size, size, channels],
            classes,
            options: narrow,
          });
          const labels = tf.tensor1d([0, 4], 'int32');
          const { samples } = generator.apply({ latent: pattern([2, 16], 1), labels }, { training: true });
          expect(samples!.shape).to.deep.equal([2, size, size, channels]);
          expect(tf.abs(samples!).max().dataSync()[0]).to.be.within(0, 1);
          const { scores } = discriminator.apply({ samples: samples!, labels }, { training: true });
          expect(scores!.shape).to.deep.equal([2, 1]);
        });
      }
    }
  }

  it('lets labels change pictures and scores', async () => {
    const { generator, discriminator } = await buildNetworks(dcgan, {
      shape: [16, 16, 1],
      classes: 3,
      options: narrow,
    });
    const [one, two] = [0, 1].map((label) => tf.tensor1d([label], 'int32'));
    const latent = pattern([1, 16], 1);
    const pictures = [one!, two!].map((labels) => generator.apply({ latent, labels })['samples']!);
    expect([...pictures[0]!.dataSync()]).not.to.deep.equal([...pictures[1]!.dataSync()]);
    const samples = pictures[0]!;
    const scores = [one!, two!].map((labels) => discriminator.apply({ samples, labels })['scores']!.dataSync()[0]);
    expect(scores[0]).not.to.equal(scores[1]);
  });

  for (const norm of ['batch', 'spectral', 'layer', 'none']) {
    it(`trains a discriminator with norm ${norm}: gradients reach every parameter`, async () => {
      const { discriminator } = await buildNetworks(dcgan, {
        shape: [16, 16, 3],
        options: { discriminator: { channels: 4, norm } },
      });
      const { grads } = tf.variableGrads(
        () => tf.sum(tf.square(discriminator.apply(pattern([4, 16, 16, 3], 1), { training: true })['scores']!)),
        discriminator.parameters.map(({ variable }) => variable),
      );
      for (const { name, variable } of discriminator.parameters) {
        expect(tf.abs(grads[variable.name]!).max().dataSync()[0], name).to.be.above(0);
      }
      expect(discriminator.weights.length - discriminator.parameters.length).to.equal(
        { batch: 2, spectral: 3, layer: 0, none: 0 }[norm],
      );
    });
  }

  it("has PyTorch's gradient penalty and its gradients in every kernel", async () => {
    const expected = reference<{
      dcganGradientPenalty: { scores: number[]; penalty: number; gradients: number[][] };
    }>('torch/layers').dcganGradientPenalty;
    const { discriminator } = await buildNetworks(dcgan, {
      shape: [16, 16, 3],
      options: { discriminator: { channels: 4, norm: 'layer' } },
    });
    const kernels = discriminator.parameters.filter(({ name }) => name.endsWith('kernel'));
    kernels.forEach(({ variable }, i) => variable.assign(pattern(variable.shape, i + 2, 0.3)));
    const x = pattern([4, 16, 16, 3], 1);
    const score = (samples: tf.Tensor) => discriminator.apply(samples, { training: true })['scores']!;
    expectNumbers(score(x), expected.scores, 1e-5);
    const penalty = () => {
      const gradient = tf
        .grad((samples: tf.Tensor) => tf.sum(score(samples)))(x)
        .reshape([4, -1]);
      return tf.mean(tf.square(tf.sub(tf.sqrt(tf.sum(tf.square(gradient), 1)), 1))) as tf.Scalar;
    };
    const scale = discriminator.parameters.find(({ name }) => name.endsWith('scale'))!;
    const variables = [kernels[0]!, kernels[1]!, scale, kernels[2]!].map(({ variable }) => variable);
    const { value, grads } = tf.variableGrads(penalty, variables);
    expectNumbers(value, [expected.penalty], 1e-5);
    variables.forEach((variable, i) => expectNumbers(grads[variable.name]!, expected.gradients[i]!, 1e-5));
  });

  it('starts from N(0, 0.02), repeats with the seed (0 included) and differs between seeds', async () => {
    const weights = async (seed: number) => {
      const { generator } = await buildNetworks(dcgan, { shape: [32, 32, 3], seed });
      return generator.parameters.map(({ name, variable }) => ({ name, values: Array.from(variable.dataSync()) }));
    };
    const first = await weights(0);
    expect(await weights(0)).to.deep.equal(first);
    expect(await weights(1)).not.to.deep.equal(first);
    for (const { name, values } of first.filter(
      (weight) => weight.name.endsWith('kernel') && weight.values.length > 1e4,
    )) {
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const deviation = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
      // Five standard errors.
      expect(mean, name).to.be.closeTo(0, (5 * 0.02) / Math.sqrt(values.length));
      expect(deviation, name).to.be.closeTo(0.02, (5 * 0.02) / Math.sqrt(2 * values.length));
    }
    const scale = first.find(({ name }) => name.endsWith('scale'))!;
    expect(scale.values.reduce((a, b) => a + b, 0) / scale.values.length).to.be.closeTo(1, 0.01);
  });

  it('gives the further outputs asked for, in order', async () => {
    const { discriminator } = await buildNetworks(dcgan, {
      shape: [16, 16, 1],
      classes: 3,
      outputs: ['features', 'classes', 'codes'],
      options: { discriminator: { channels: 4, heads: { codes: 6 } } },
    });
    const outputs = discriminator.apply(pattern([2, 16, 16, 1], 1));
    expect(Object.entries(outputs).map(([name, { shape }]) => [name, shape])).to.deep.equal([
      ['scores', [2, 1]],
      ['features', [2, 128]],
      ['classes', [2, 3]],
      ['codes', [2, 6]],
    ]);
  });

  const refuses = async (wanted: Wanted, ...texts: string[]) => {
    try {
      await buildNetworks(dcgan, wanted);
    } catch (error) {
      if (!isSaddleError(error)) throw error;
      expect(error.code).to.equal('SADDLE_CONFIG_INCOMPATIBLE');
      for (const text of texts) expect(error.message).to.include(text);
      return;
    }
    expect.fail('was not refused');
  };

  it('refuses sizes that it cannot make, with advice', async () => {
    await refuses({ shape: [28, 28, 1] }, '[28, 28, 1]', 'size: 32');
    await refuses({ shape: [256, 256, 3] }, 'size: 128');
    await refuses({ shape: [32, 64, 3] }, 'square', 'size: 64');
    await refuses({ shape: [2] }, "'mlp'");
  });

  it('refuses outputs of unknown size', async () => {
    await refuses({ shape: [16, 16, 1], outputs: ['classes'] }, "'classes'", 'labels');
    await refuses({ shape: [16, 16, 1], outputs: ['codes'] }, "'codes'", 'heads');
  });
});
