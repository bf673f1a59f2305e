import {
  auxiliaryClassifier,
  consistency,
  featureMatching,
  gradientPenalty,
  lecam,
  mutualInformation,
  r1,
  weightClipping,
} from '@saddle/regularizers';
import { mixed, normal } from '@saddle/latents';
import { fixedStream, isSaddleError, State, type PenaltyContext, type Plugin, type Regularizer } from '@saddle/core';
import { installSecondOrderGradients } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { keyedRandom } from '../support/keyed-random.js';
import { expectNumbers } from '../support/numbers.js';
import { pattern } from '../support/pattern.js';
import { reference } from '../support/reference.js';

interface Result {
  value: number;
  gradients: number[][];
}

/** What test/references/torch/penalties.py stores. */
const torch = reference<{
  gradientPenalty: Record<string, Result & { options: object }>;
  r1: Result;
  lecam: (Result & { averages: number[] })[];
  lecamEquation: (Result & { averages: number[] })[];
  consistency: Result & { options: object };
  auxiliaryClassifier: { discriminator: number; generator: number; real: number[]; fake: number[] };
  mutualInformation: { value: number; categorical: number[]; continuous: number[] };
  featureMatching: { value: number; fake: number[] };
}>('torch/penalties');

const [batch, size, width] = [4, 5, 6];
const sampleShape = [size, size, 2];
const shape = [batch, ...sampleShape];
let weights: tf.Variable[];

const discriminate = (x: tf.Tensor): { scores: tf.Tensor } => {
  const [first, second, third] = weights as unknown as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
  const hidden = tf.tanh(tf.matMul(tf.reshape(x, [batch, -1]) as tf.Tensor2D, first));
  return { scores: tf.matMul(tf.tanh(tf.matMul(hidden, second)), third) };
};

const create = async (plugin: Plugin<'regularizer'>, options: object = {}, state = new State()): Promise<Regularizer> =>
  plugin.create(plugin.options.parse(options), { state, data: { sample: { shape: sampleShape, range: 'symmetric' } } });

function contextOf(changes: object = {}): PenaltyContext {
  const real = pattern(shape, 1);
  const fake = pattern(shape, 2);
  return {
    player: 'discriminator',
    real,
    fake,
    labels: { real: undefined, fake: undefined },
    outputs: {
      get real() {
        return discriminate(real);
      },
      get fake() {
        return discriminate(fake);
      },
    },
    discriminator: (input: tf.Tensor | { samples: tf.Tensor }) =>
      discriminate('samples' in input ? input.samples : input),
    augment: (samples: tf.Tensor) => samples,
    random: keyedRandom(),
    ...changes,
  } as unknown as PenaltyContext;
}

function expectPenalty(regularizer: Regularizer, expected: Result, context: () => PenaltyContext = contextOf): void {
  const { value, grads } = tf.variableGrads(() => regularizer.penalty!(context()), weights);
  expectNumbers(value, [expected.value], 1e-5);
  weights.forEach((weight, i) => expectNumbers(grads[weight.name]!, expected.gradients[i]!, 1e-5));
}

describe('regularizers against PyTorch: values, and gradients in the weights (double backward)', () => {
  before(() => {
    installSecondOrderGradients();
    weights = [
      [size * size * 2, width],
      [width, width],
      [width, 1],
    ].map((each, i) => tf.variable(pattern(each, 20 + i, 0.5)));
  });
  after(() => tf.dispose(weights));

  for (const [name, expected] of Object.entries(torch.gradientPenalty)) {
    it(`gradient-penalty, ${name}`, async () => {
      // The root of the norm plus 1e-12 is what keeps it differentiable at 0.
      expectPenalty(await create(gradientPenalty, expected.options), expected);
    });
  }

  it('r1', async () => expectPenalty(await create(r1), torch.r1));

  it('one norm for each pack of samples', async () => {
    const pack = (x: tf.Tensor) => tf.reshape(x, [batch / 2, 2 * size * size * 2]);
    const kernel = pattern([2 * size * size * 2, 1], 30);
    const scores = (x: tf.Tensor) => ({ scores: tf.matMul(x as tf.Tensor2D, kernel as tf.Tensor2D) });
    const context = contextOf({ augment: pack, discriminator: scores });
    // Of a linear critic the gradient is its kernel, everywhere.
    expectNumbers((await create(r1)).penalty!(context), tf.mul(0.5, tf.sum(tf.square(kernel))).dataSync(), 1e-5);
  });

  for (const [name, options, steps] of [
    ["lecam, as in the paper's code", {}, torch.lecam],
    ['lecam, as in the equations', { oneSided: false }, torch.lecamEquation],
  ] as const) {
    it(`${name}, over four steps`, async () => {
      const state = new State();
      const regularizer = await create(lecam, { decay: 0.9, ...options }, state);
      steps.forEach((expected, step) => {
        const look = (first: number) => ({
          get scores() {
            return discriminate(pattern(shape, first + step)).scores;
          },
        });
        expectPenalty(regularizer, expected, () => contextOf({ outputs: { real: look(50), fake: look(60) } }));
        const averages = ['real', 'fake'].map((side) => state.variables.get(side)!.dataSync()[0]!);
        expectNumbers(averages, expected.averages, 1e-5);
      });
    });
  }

  it('consistency, with its flips and shifts', async () => {
    expectPenalty(await create(consistency, torch.consistency.options), torch.consistency);
  });

  it('auxiliary-classifier', async () => {
    const regularizer = await create(auxiliaryClassifier);
    const labels = { real: tf.tensor1d([0, 2, 1, 1], 'int32'), fake: tf.tensor1d([2, 2, 0, 1], 'int32') };
    const penalty = (player: string, real: tf.Tensor, fake: tf.Tensor) =>
      regularizer.penalty!(
        contextOf({ player, labels, outputs: { real: { classes: real }, fake: { classes: fake } } }),
      );
    const logits = [pattern([batch, 3], 70, 4), pattern([batch, 3], 71, 4)] as const;
    const { value, grads } = tf.valueAndGrads((a: tf.Tensor, b: tf.Tensor) => penalty('discriminator', a, b))([
      ...logits,
    ]);
    expectNumbers(value, [torch.auxiliaryClassifier.discriminator], 1e-5);
    expectNumbers(grads[0]!, torch.auxiliaryClassifier.real, 1e-5);
    expectNumbers(grads[1]!, torch.auxiliaryClassifier.fake, 1e-5);
    expectNumbers(penalty('generator', ...logits), [torch.auxiliaryClassifier.generator], 1e-5);
  });

  it('feature-matching', async () => {
    const regularizer = await create(featureMatching);
    const real = { features: pattern([batch, 7], 74) };
    const { value, grad } = tf.valueAndGrad((features: tf.Tensor) =>
      regularizer.penalty!(contextOf({ outputs: { real, fake: { features } } })),
    )(pattern([batch, 7], 75));
    expectNumbers(value, [torch.featureMatching.value], 1e-5);
    expectNumbers(grad, torch.featureMatching.fake, 1e-5);
  });

  it('weight-clipping cuts every weight to the limit and leaves the others', async () => {
    const variable = tf.variable(tf.tensor1d([-3, -0.1, 0, 0.1, 3]));
    (await create(weightClipping, { limit: 0.5 })).constrain!({ player: 'discriminator', variables: [variable] });
    expectNumbers(variable, [-0.5, -0.1, 0, 0.1, 0.5], 1e-7);
    variable.dispose();
  });

  describe('mutual-information', () => {
    const withLatent = async (plugin: Plugin<'latent'>, options: object): Promise<Regularizer> => {
      const latent = await plugin.create(plugin.options.parse(options), {});
      return mutualInformation.create(mutualInformation.options.parse({}), { latent, classes: 0 });
    };
    const codes = { 'categorical-0': tf.tensor1d([2, 2, 0, 1], 'int32'), continuous: pattern([batch, 2], 73) };
    const options = { noise: 3, categorical: [3], continuous: 2 };

    it('equals cross-entropy and Gaussian likelihood, up to a constant', async () => {
      const regularizer = await withLatent(mixed, options);
      const penalty = (categorical: tf.Tensor, continuous: tf.Tensor) =>
        regularizer.penalty!(
          contextOf({ latent: { codes }, outputs: { fake: { 'categorical-0': categorical, continuous } } }),
        );
      const { value, grads } = tf.valueAndGrads(penalty)([pattern([batch, 3], 71, 4), pattern([batch, 2], 72)]);
      expectNumbers(value, [torch.mutualInformation.value], 1e-5);
      expectNumbers(grads[0]!, torch.mutualInformation.categorical, 1e-5);
      expectNumbers(grads[1]!, torch.mutualInformation.continuous, 1e-5);
      expect(regularizer.needs).to.deep.equal(['categorical-0', 'continuous']);
    });

    it('refuses latents without codes, heads of another size, and packs', async () => {
      const code = (error: unknown) => isSaddleError(error) && [error.code, error.message];
      const bare: unknown = await withLatent(normal, {}).catch((error: unknown) => error);
      expect(code(bare)).to.match(/SADDLE_CONFIG_INCOMPATIBLE.*latent with codes/s);
      const regularizer = await withLatent(mixed, options);
      const thrown = (head: tf.Tensor) => {
        try {
          regularizer.penalty!(contextOf({ latent: { codes }, outputs: { fake: { 'categorical-0': head } } }));
          return undefined;
        } catch (error) {
          return code(error);
        }
      };
      expect(thrown(tf.zeros([batch, 2]))).to.match(/2 outputs; the code has 3 categories/);
      expect(thrown(tf.zeros([batch / 2, 3]))).to.match(/packed samples/);
    });
  });

  it('draws other flips and shifts from another stream', async () => {
    const regularizer = await create(consistency);
    const value = (seed: number) =>
      regularizer.penalty!(contextOf({ random: fixedStream(seed, 'test') })).dataSync()[0];
    expect(value(1)).to.equal(value(1));
    expect(value(1)).to.not.equal(value(2));
  });
});
