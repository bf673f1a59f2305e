import { resnet } from '@saddle/arch-resnet';
import { installSecondOrderGradients } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import type { Network } from '@saddle/core';
import { buildNetworks } from '../support/build-networks.js';
import { expectRelative } from '../support/expect-relative.js';
import { pattern } from '../support/pattern.js';
import { reference } from '../support/reference.js';

/** What test/references/torch/resnet.py stores. */
interface Study {
  shapes: number[][];
  output: number[];
  input: number[];
  gradients: number[][];
  penalty: number;
  penaltyGradients: number[][];
}

const torch = reference<{
  generator: Study;
  discriminator: Study;
  counts: { generator: number; discriminator: number };
}>('torch/resnet');

const labels = () => tf.tensor1d([0, 2, 1, 2], 'int32');

const largestOf = (numbers: readonly number[]) => Math.max(1, ...numbers.map(Math.abs));

const expectClose = (
  actual: tf.Tensor,
  expected: readonly number[],
  tolerance: number,
  what: string,
  largest = largestOf(expected),
): void => expectRelative(actual, expected, tolerance, what, largest);

/** Gives the network the parameters and singular vectors of the script. */
function fill(network: Network): void {
  network.parameters.forEach(({ name, variable }, i) => {
    const value = pattern(variable.shape, 100 + i, 0.5);
    variable.assign(/scales?$/.test(name) ? tf.add(value, 1) : value);
  });
  network.weights
    .filter(({ name }) => name.endsWith('singular-vector'))
    .forEach(({ variable }, i) => {
      const value = pattern(variable.shape, 200 + i);
      variable.assign(tf.div(value, tf.norm(value)));
    });
}

function expectStudy(network: Network, input: string, x: tf.Tensor, expected: Study): void {
  expect(network.parameters.map(({ variable }) => variable.shape)).to.deep.equal(expected.shapes);
  const variables = network.parameters.map(({ variable }) => variable);
  // Every call in training moves the singular vectors: each look starts from the script's.
  const apply = (at: tf.Tensor) => {
    fill(network);
    return network.apply({ [input]: at, labels: labels() }, { training: true })[network.primary]!;
  };
  const loss = (at: tf.Tensor) => {
    const output = apply(at);
    return tf.sum(tf.mul(output, pattern(output.shape, 9))) as tf.Scalar;
  };
  const penalty = () => tf.sum(tf.square(tf.grad(loss)(x))) as tf.Scalar;

  expectClose(apply(x), expected.output, 1e-5, 'output');
  expectClose(tf.grad(loss)(x), expected.input, 1e-5, 'gradient in the input');
  const first = tf.variableGrads(() => loss(x), variables).grads;
  const second = tf.variableGrads(penalty, variables);
  expectClose(second.value, [expected.penalty], 1e-5, 'penalty');
  // A bias before a batch normalization has the gradient 0, which rounding leaves relative to all the others.
  const [whole, wholeOfPenalty] = [largestOf(expected.gradients.flat()), largestOf(expected.penaltyGradients.flat())];
  network.parameters.forEach(({ name, variable }, i) => {
    expectClose(first[variable.name]!, expected.gradients[i]!, 1e-5, name, whole);
    const found = second.grads[variable.name] ?? tf.zerosLike(variable);
    expectClose(found, expected.penaltyGradients[i]!, 5e-5, `penalty in ${name}`, wholeOfPenalty);
  });
}

describe('resnet against PyTorch: values, gradients, double backward', () => {
  before(() => installSecondOrderGradients());

  const small = { generator: { channels: 4 }, discriminator: { channels: 4 } };
  const wanted = { shape: [16, 16, 3], latent: 6, classes: 3, options: small };

  it('the generator, with conditional batch normalization', async () => {
    const { generator } = await buildNetworks(resnet, wanted);
    expectStudy(generator, 'latent', pattern([4, 6], 1), torch.generator);
  });

  it('the discriminator, spectrally normalized, with projection', async () => {
    const { discriminator } = await buildNetworks(resnet, wanted);
    expectStudy(discriminator, 'samples', pattern([4, 16, 16, 3], 1), torch.discriminator);
  });

  it("has the parameters of the paper's table 4 at 32 pixels", async () => {
    const { generator, discriminator } = await buildNetworks(resnet, { shape: [32, 32, 3], latent: 128 });
    expect(generator.parameterCount).to.equal(torch.counts.generator);
    expect(discriminator.parameterCount).to.equal(torch.counts.discriminator);
  });
});
