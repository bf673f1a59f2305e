import { stylegan2 } from '@saddle/arch-stylegan2';
import type { Network } from '@saddle/core';
import { installSecondOrderGradients } from '@saddle/nn';
import { loadBackend } from '@saddle/runtime';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { buildNetworks } from '../support/build-networks.js';
import { keyedRandom } from '../support/keyed-random.js';
import { pattern } from '../support/pattern.js';
import { reference } from '../support/reference.js';
import { expectRelative, largestOf } from '../support/expect-relative.js';
import { fill, small, type NamedShape } from './support/networks.js';

interface Study {
  parameters: NamedShape[];
  output: number[];
  input: number[];
  gradients: number[][];
  penalty: number;
  penaltyGradients: number[][];
}

interface LayerStudy {
  shapes: number[][];
  output: number[];
  first: number[][];
  second: number[][];
}

/** What test/references/torch/stylegan2.py stores. */
const torch = reference<{
  layers: Record<string, LayerStudy>;
  generator: Study;
  conditionalGenerator: Study;
  discriminator: Study;
  conditionalDiscriminator: Study;
  counts: Record<string, { generator: number; discriminator: number }>;
}>('torch/stylegan2');

const labels = () => tf.tensor1d([0, 2, 1, 2], 'int32');
const wanted = { shape: [16, 16, 3], latent: 6, options: small };

/** A layer of a small network, with the inputs and weights of the script's function in the order of its arguments. */
async function layerOf(name: string): Promise<{ layer: tf.layers.Layer; inputs: number }> {
  const options = { ...small, discriminator: { ...small.discriminator, group: 3 } };
  const { generator, discriminator } = await buildNetworks(stylegan2, { ...wanted, options });
  const { synthesis } = generator.parts;
  const { main } = discriminator.parts;
  const byKind = (model: tf.LayersModel, kind: string) => model.layers.find((each) => each.getClassName() === kind)!;
  const layers: Record<string, () => { layer: tf.layers.Layer; inputs: number }> = {
    modulated: () => ({ layer: synthesis!.getLayer('8-conv'), inputs: 2 }),
    modulatedUp: () => ({ layer: synthesis!.getLayer('8-conv-up'), inputs: 2 }),
    colours: () => ({ layer: synthesis!.getLayer('8-colours'), inputs: 2 }),
    enlarge: () => ({ layer: byKind(synthesis!, 'Enlarge'), inputs: 1 }),
    down: () => ({ layer: main!.getLayer('8-conv-down'), inputs: 1 }),
    deviation: () => ({ layer: byKind(main!, 'MinibatchDeviation'), inputs: 1 }),
  };
  return layers[name]!();
}

/** The layer as a function of all it takes. */
const asFunction =
  (layer: tf.layers.Layer, inputs: number) =>
  (...given: tf.Tensor[]): tf.Tensor => {
    const weights = layer.weights as unknown as { read(): tf.Tensor }[];
    const originals = weights.map((weight) => weight.read);
    weights.forEach((weight, i) => (weight.read = () => given[inputs + i]!));
    try {
      return layer.call(inputs === 1 ? given[0]! : given.slice(0, inputs), {}) as tf.Tensor;
    } finally {
      weights.forEach((weight, i) => (weight.read = originals[i]!));
    }
  };

function expectStudy(network: Network, input: string, x: tf.Tensor, expected: Study, given: object = {}): void {
  fill(network, expected.parameters);
  const shapes = Object.fromEntries(network.parameters.map(({ name, variable }) => [name, variable.shape]));
  const named = expected.parameters.map(({ name, shape }) => [`${network.name}/${name}`, shape] as const);
  expect(shapes).to.deep.equal(Object.fromEntries(named));
  const variables = network.parameters.map(({ variable }) => variable);
  const apply = (at: tf.Tensor) =>
    network.apply({ [input]: at, ...given }, { training: true, random: keyedRandom() })[network.primary]!;
  const loss = (at: tf.Tensor) => {
    const output = apply(at);
    return tf.sum(tf.mul(output, pattern(output.shape, 9))) as tf.Scalar;
  };
  const penalty = () => tf.sum(tf.square(tf.grad(loss)(x))) as tf.Scalar;

  expectRelative(apply(x), expected.output, 1e-5, 'output');
  expectRelative(tf.grad(loss)(x), expected.input, 1e-5, 'gradient in the input');
  const first = tf.variableGrads(() => loss(x), variables).grads;
  const second = tf.variableGrads(penalty, variables);
  expectRelative(second.value, [expected.penalty], 1e-5, 'penalty');
  const [whole, wholeOfPenalty] = [largestOf(expected.gradients.flat()), largestOf(expected.penaltyGradients.flat())];
  const byName = new Map(network.parameters.map(({ name, variable }) => [name, variable]));
  named.forEach(([name], i) => {
    const variable = byName.get(name)!;
    expectRelative(first[variable.name]!, expected.gradients[i]!, 1e-5, name, whole);
    const found = second.grads[variable.name] ?? tf.zerosLike(variable);
    expectRelative(found, expected.penaltyGradients[i]!, 1e-5, `penalty in ${name}`, wholeOfPenalty);
  });
}

describe('stylegan2 against PyTorch: values, gradients, double backward', () => {
  before(async () => {
    await loadBackend();
    installSecondOrderGradients();
  });

  for (const [name, expected] of Object.entries(torch.layers)) {
    it(`the layer '${name}'`, async () => {
      const { layer, inputs } = await layerOf(name);
      const f = asFunction(layer, inputs);
      const given = expected.shapes.map((shape, i) => pattern(shape, 300 + i));
      expectRelative(f(...given), expected.output, 1e-5, 'output');
      const first = tf.grads((...at: tf.Tensor[]) => {
        const output = f(...at);
        return tf.sum(tf.mul(output, pattern(output.shape, 9)));
      });
      first(given).forEach((gradient, i) => expectRelative(gradient, expected.first[i]!, 1e-5, `gradient ${i}`));
      // Of a linear layer the gradient is a constant, and a bias is in no gradient: a product with 0 connects all.
      if (expected.second.length === 0) return;
      const second = tf.grads((...at: tf.Tensor[]) =>
        tf.addN([...first(at).map((each) => tf.sum(tf.square(each))), ...at.map((each) => tf.mul(0, tf.sum(each)))]),
      );
      second(given).forEach((gradient, i) => expectRelative(gradient, expected.second[i]!, 1e-5, `second ${i}`));
    });
  }

  it('the generator, with noise and mixed styles', async () => {
    const { generator } = await buildNetworks(stylegan2, wanted);
    expectStudy(generator, 'latent', pattern([4, 6], 1), torch.generator);
  });

  it('the generator with labels', async () => {
    const { generator } = await buildNetworks(stylegan2, { ...wanted, classes: 3 });
    expectStudy(generator, 'latent', pattern([4, 6], 1), torch.conditionalGenerator, { labels: labels() });
  });

  it('the discriminator', async () => {
    const { discriminator } = await buildNetworks(stylegan2, wanted);
    expectStudy(discriminator, 'samples', pattern([4, 16, 16, 3], 1), torch.discriminator);
  });

  it('the discriminator with labels', async () => {
    const { discriminator } = await buildNetworks(stylegan2, { ...wanted, classes: 3 });
    const given = { labels: labels() };
    expectStudy(discriminator, 'samples', pattern([4, 16, 16, 3], 1), torch.conditionalDiscriminator, given);
  });
});
