import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import {
  fixedStream,
  isSaddleError,
  NetworkFactory,
  State,
  type Architecture,
  type Network,
  type Plugin,
} from '@saddle/core';
import { installSecondOrderGradients } from '@saddle/nn';
import { cycleGanArchitecture, pix2pixArchitecture } from '@saddle/translation';
import { expectNumbers } from '../support/numbers.js';
import { pattern } from '../support/pattern.js';
import { reference } from '../support/reference.js';

interface Case {
  shape: number[];
  key: number;
  output: number[];
  inputGradient: number[];
  weights: number[][];
  weightGradientSums: number[];
}

interface Reference {
  parameters: Record<string, number>;
  unet: Case;
  patch: Case;
  'patch-instance': Case;
  residual: Case;
}

const torch = reference<Reference>('torch/translation');

interface Wanted {
  readonly options?: object;
  readonly shape: number[];
  readonly source?: number[];
  readonly outputs?: string[];
}

async function build(
  plugin: Plugin<'architecture'>,
  role: 'generator' | 'discriminator',
  wanted: Wanted,
): Promise<Network> {
  const { options = {}, shape, source, outputs = [] } = wanted;
  const architecture: Architecture = await plugin.create(plugin.options.parse({ [role]: options }), {});
  const sample = { shape, range: 'symmetric' } as const;
  const common = { sample, classes: 0, ...(source && { source: { ...sample, shape: source } }) };
  return new NetworkFactory(0, new State()).build(role, role === 'generator' ? 'samples' : 'scores', (initial) =>
    role === 'generator'
      ? architecture.generator({ ...common, ...initial, latent: 0 })
      : architecture.discriminator({ ...common, ...initial, outputs }),
  );
}

async function expectCode(code: string, message: RegExp, work: () => Promise<unknown>): Promise<void> {
  const error = await work().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isSaddleError(error)) throw error ?? new Error(`Expected ${code}; nothing was thrown.`);
  expect(error.code).to.equal(code);
  expect(error.message).to.match(message);
}

/** The reference's weights, as test/references/torch/translation.py numbers them. */
function fill(network: Network, shapes: readonly number[][]): void {
  expect(network.parameters.map(({ variable }) => variable.shape)).to.deep.equal(shapes);
  tf.tidy(() => {
    for (const [i, { name, variable }] of network.parameters.entries()) {
      const value = pattern(variable.shape, 100 + i, variable.rank > 1 ? 0.2 : 0.5);
      variable.assign(name.endsWith('/scale') ? tf.add(value, 1) : value);
    }
  });
}

/** Output, gradient of the input and sums of the gradients of all weights. */
function expectEqual(
  network: Network,
  input: string,
  { shape, key, ...expected }: Case,
  others: (x: tf.Tensor) => Record<string, tf.Tensor> = (x) => ({ [input]: x }),
) {
  fill(network, expected.weights);
  tf.tidy(() => {
    const x = tf.variable(pattern(shape, key));
    const run = () => network.apply(others(x), { training: true })[network.primary]!;
    const output = run();
    const { grads } = tf.variableGrads(
      () => tf.sum(tf.mul(run(), pattern(output.shape, key + 1))) as tf.Scalar,
      [x, ...network.parameters.map(({ variable }) => variable)],
    );
    expectNumbers(output, expected.output, 1e-5);
    expectNumbers(grads[x.name]!, expected.inputGradient, 2e-5);
    const sums = network.parameters.map(({ variable }) => tf.sum(grads[variable.name]!).dataSync()[0]!);
    expectNumbers(sums, expected.weightGradientSums, 5e-5);
    x.dispose();
  });
}

describe('the networks of pix2pix and CycleGAN', function () {
  this.timeout(120_000);
  // The gradient that TensorFlow.js has for mirrored borders is wrong; every run mends it.
  before(installSecondOrderGradients);

  it('equal their PyTorch implementations: U-Net', async () => {
    const network = await build(pix2pixArchitecture, 'generator', {
      options: { channels: 2, dropout: 0 },
      shape: [8, 8, 3],
      source: [8, 8, 1],
    });
    expectEqual(network, 'source', torch.unet);
    network.dispose();
  });

  it('equal their PyTorch implementations: PatchGAN of pairs, with batch normalization', async () => {
    const network = await build(pix2pixArchitecture, 'discriminator', {
      options: { channels: 2, layers: 2 },
      shape: [16, 16, 1],
      source: [16, 16, 1],
    });
    // The source comes first.
    expectEqual(network, 'samples', torch.patch, (x) => ({
      source: tf.slice(x, [0, 0, 0, 0], [-1, -1, -1, 1]),
      samples: tf.slice(x, [0, 0, 0, 1], [-1, -1, -1, 1]),
    }));
    network.dispose();
  });

  it('equal their PyTorch implementations: PatchGAN with instance normalization', async () => {
    const network = await build(cycleGanArchitecture, 'discriminator', {
      options: { channels: 2, layers: 1 },
      shape: [16, 16, 2],
    });
    expectEqual(network, 'samples', torch['patch-instance']);
    network.dispose();
  });

  it('equal their PyTorch implementations: residual network', async () => {
    const network = await build(cycleGanArchitecture, 'generator', {
      options: { channels: 1, blocks: 1 },
      shape: [12, 8, 3],
      source: [12, 8, 3],
    });
    expectEqual(network, 'source', torch.residual);
    network.dispose();
  });

  it('have as many parameters as the published ones', async () => {
    const large = { shape: [256, 256, 3], source: [256, 256, 3] };
    const counts: [string, Network, number][] = [
      // The numbers that the authors' code (github.com/junyanz/pytorch-CycleGAN-and-pix2pix) prints, in millions:
      // 54.414, 2.769, 2.765 and 11.378; in full by the PyTorch implementations of the reference.
      ['unet-256', await build(pix2pixArchitecture, 'generator', large), 54_413_955],
      ['patch-70-pairs', await build(pix2pixArchitecture, 'discriminator', large), 2_768_705],
      ['patch-70-instance', await build(cycleGanArchitecture, 'discriminator', { shape: [256, 256, 3] }), 2_764_737],
      ['residual-9', await build(cycleGanArchitecture, 'generator', large), 11_378_179],
    ];
    for (const [name, network, expected] of counts) {
      expect(network.parameterCount, name).to.equal(expected).and.equal(torch.parameters[name]);
      network.dispose();
    }
  });

  it('choose six residual blocks below 256 pixels', async () => {
    const small = await build(cycleGanArchitecture, 'generator', { shape: [128, 128, 3], source: [128, 128, 3] });
    expect(small.parameterCount).to.equal(torch.parameters['residual-6']);
    small.dispose();
  });

  it('give a map of 30 x 30 scores for 256 pixels, and features where they are asked for', async () => {
    const network = await build(cycleGanArchitecture, 'discriminator', {
      options: { channels: 1 },
      shape: [256, 256, 3],
      outputs: ['features'],
    });
    const outputs = network.apply({ samples: tf.zeros([1, 256, 256, 3]) });
    expect(outputs['scores']!.shape).to.deep.equal([1, 30, 30, 1]);
    expect(outputs['features']!.shape).to.deep.equal([1, 31, 31, 8]);
    network.dispose();
  });

  it('take other sizes than those they were built for', async () => {
    for (const plugin of [pix2pixArchitecture, cycleGanArchitecture]) {
      const network = await build(plugin, 'generator', {
        options: { channels: 2 },
        shape: [16, 16, 3],
        source: [16, 16, 1],
      });
      const made = network.apply({ source: tf.zeros([2, 48, 32, 1]) })['samples']!;
      expect(made.shape).to.deep.equal([2, 48, 32, 3]);
      network.dispose();
    }
  });

  it('halve as often as the size allows: 28 pixels twice, 32 five times', async () => {
    for (const [side, halvings] of [
      [28, 2],
      [32, 5],
    ] as const) {
      const network = await build(pix2pixArchitecture, 'generator', {
        options: { channels: 1 },
        shape: [side, side, 1],
        source: [side, side, 1],
      });
      const kernels = network.parameters.filter(({ variable }) => variable.rank === 4);
      expect(kernels.length).to.equal(2 * halvings);
      network.dispose();
    }
  });

  it('draw dropout from the stream: in training, and after it where it is the noise', async () => {
    for (const noise of [false, true]) {
      const network = await build(pix2pixArchitecture, 'generator', {
        options: { channels: 4, noise },
        shape: [16, 16, 1],
        source: [16, 16, 1],
      });
      const source = pattern([1, 16, 16, 1], 1);
      const make = (training: boolean, seed: number) => [
        ...network.apply({ source }, { training, random: fixedStream(seed, 'test') })['samples']!.dataSync(),
      ];
      expect(make(true, 1)).to.deep.equal(make(true, 1)).and.not.deep.equal(make(true, 2));
      if (noise) expect(make(false, 1)).to.not.deep.equal(make(false, 2));
      else expect(make(false, 1)).to.deep.equal(make(false, 2));
      network.dispose();
    }
  });

  it('refuse what they cannot do, with the reason', async () => {
    await expectCode('SADDLE_CONFIG_INCOMPATIBLE', /translates pictures; this procedure makes them from latents/, () =>
      build(pix2pixArchitecture, 'generator', { shape: [16, 16, 3] }),
    );
    await expectCode('SADDLE_CONFIG_INCOMPATIBLE', /sides are multiples of 2; samples are \[15, 16, 3\]/, () =>
      build(pix2pixArchitecture, 'generator', { shape: [15, 16, 3], source: [15, 16, 3] }),
    );
    await expectCode('SADDLE_CONFIG_INCOMPATIBLE', /sides are multiples of 4/, () =>
      build(cycleGanArchitecture, 'generator', { shape: [16, 18, 3], source: [16, 18, 3] }),
    );
    await expectCode('SADDLE_CONFIG_INCOMPATIBLE', /same height and width/, () =>
      build(cycleGanArchitecture, 'generator', { shape: [16, 16, 3], source: [8, 8, 3] }),
    );
    await expectCode('SADDLE_CONFIG_INCOMPATIBLE', /too small for a discriminator with 4 layers/, () =>
      build(cycleGanArchitecture, 'discriminator', { options: { layers: 4 }, shape: [32, 32, 3] }),
    );
    await expectCode('SADDLE_CONFIG_INCOMPATIBLE', /needs 'classes'/, () =>
      build(cycleGanArchitecture, 'discriminator', { shape: [32, 32, 3], outputs: ['classes'] }),
    );
  });
});
