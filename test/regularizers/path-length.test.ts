import { stylegan2 } from '@saddle/arch-stylegan2';
import { State, type Network, type PenaltyContext, type Regularizer, type TensorMap } from '@saddle/core';
import { installSecondOrderGradients } from '@saddle/nn';
import { pathLength } from '@saddle/regularizers';
import { loadBackend } from '@saddle/runtime';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { fill, small, type NamedShape } from '../arch-stylegan2/support/networks.js';
import { expectRelative, largestOf } from '../support/expect-relative.js';
import { buildNetworks } from '../support/build-networks.js';
import { keyedRandom } from '../support/keyed-random.js';
import { expectNumbers } from '../support/numbers.js';
import { pattern } from '../support/pattern.js';
import { reference } from '../support/reference.js';

/** What test/references/torch/stylegan2.py stores of it. */
const { pathLength: torch } = reference<{
  pathLength: { parameters: NamedShape[]; steps: { penalty: number; mean: number; gradients: number[][] }[] };
}>('torch/stylegan2');

const create = async (options: object, state = new State()): Promise<Regularizer> =>
  pathLength.create(pathLength.options.parse(options), { state });

const contextOf = (generator: (inputs: TensorMap) => TensorMap, latent: tf.Tensor) =>
  ({ player: 'generator', generator, latent: { latent }, random: keyedRandom() }) as unknown as PenaltyContext;

/** Every call of the network draws the same numbers, as in the script. */
const applied = (network: Network) => (inputs: TensorMap) =>
  network.apply(inputs, { training: true, random: keyedRandom(60) });

describe('path-length', () => {
  before(async () => {
    await loadBackend();
    installSecondOrderGradients();
  });

  it('equals PyTorch over three steps: penalty, running mean, gradients in all weights of the generator', async () => {
    const state = new State();
    const regularizer = await create({ decay: 0.9 }, state);
    const { generator } = await buildNetworks(stylegan2, { shape: [16, 16, 3], latent: 6, options: small });
    fill(generator, torch.parameters);
    const byName = new Map(generator.parameters.map(({ name, variable }) => [name, variable]));
    torch.steps.forEach((expected, step) => {
      const latent = pattern([4, 6], 1 + step);
      const { value, grads } = tf.variableGrads(
        () => regularizer.penalty!(contextOf(applied(generator), latent)),
        generator.parameters.map(({ variable }) => variable),
      );
      expectRelative(value, [expected.penalty], 1e-5, 'penalty');
      expectRelative(state.variables.get('length')!, [expected.mean], 1e-5, 'running mean');
      const whole = largestOf(expected.gradients.flat());
      torch.parameters.forEach(({ name }, i) => {
        const variable = byName.get(`generator/${name}`)!;
        const found = grads[variable.name] ?? tf.zerosLike(variable);
        expectRelative(found, expected.gradients[i]!, 1e-5, name, whole);
      });
    });
  });

  it('moves the latents of a generator that gives no w; of a linear one the lengths have a closed form', async () => {
    const matrix = pattern([6, 12], 7) as tf.Tensor2D;
    const generator = ({ latent }: TensorMap) => ({
      samples: tf.reshape(tf.matMul(latent as tf.Tensor2D, matrix), [-1, 2, 2, 3]),
    });
    const regularizer = await create({ share: 1 });
    const penalty = regularizer.penalty!(contextOf(generator, pattern([4, 6], 1)));
    // The script's y: keyed numbers with deviation 1 / sqrt(height * width).
    const y = tf.mul(pattern([4, 2, 2, 3], 40, 1.5), 1 / 2);
    const lengths = tf.norm(tf.matMul(tf.reshape(y, [4, 12]), matrix, false, true), 2, 1);
    const expected = tf.mean(tf.squaredDifference(lengths, tf.mean(lengths)));
    expectNumbers(penalty, expected.dataSync(), 1e-6);
  });

  it('looks at its share of the batch, at least one example', async () => {
    const seen = async (share: number) => {
      const counts: number[] = [];
      const generator = ({ latent }: TensorMap) => {
        counts.push(latent!.shape[0]!);
        return { samples: tf.mul(latent!, latent!) };
      };
      (await create({ share })).penalty!(contextOf(generator, pattern([5, 6], 1)));
      return new Set(counts);
    };
    expect(await seen(0.5)).to.deep.equal(new Set([3]));
    expect(await seen(0.01)).to.deep.equal(new Set([1]));
    expect(await seen(1)).to.deep.equal(new Set([5]));
  });
});
