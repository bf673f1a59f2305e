import { State, StepRandom } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { fixedNumbers, type SampleStep } from './gan-steps.js';

interface AdamInside {
  accBeta1: tf.Variable;
  accBeta2: tf.Variable;
  accumulatedFirstMoment: { originalName: string; variable: tf.Variable }[];
  accumulatedSecondMoment: { originalName: string; variable: tf.Variable }[];
}

const normal = (seed: number) => tf.initializers.randomNormal({ mean: 0, stddev: 0.05, seed });

const convolution = (filters: number, seed: number) => ({
  filters,
  kernelSize: 4,
  strides: 2,
  padding: 'same' as const,
  kernelInitializer: normal(seed),
});

/** DCGAN (Radford et al. 2015) for 32 x 32 pictures of three channels, as people write it with tf.layers. */
function models(channels: number) {
  const batchNorm = () => tf.layers.batchNormalization({ momentum: 0.9, epsilon: 1e-5 });
  const leaky = () => tf.layers.leakyReLU({ alpha: 0.2 });
  const relu = () => tf.layers.reLU();
  const [a, b, c] = [channels, channels * 2, channels * 4];
  const generator = tf.sequential({
    layers: [
      tf.layers.dense({ units: 16 * c!, inputShape: [100], kernelInitializer: normal(1) }),
      tf.layers.reshape({ targetShape: [4, 4, c!] }),
      ...[batchNorm(), relu(), tf.layers.conv2dTranspose(convolution(b!, 2))],
      ...[batchNorm(), relu(), tf.layers.conv2dTranspose(convolution(a!, 3))],
      ...[batchNorm(), relu(), tf.layers.conv2dTranspose({ ...convolution(3, 4), activation: 'tanh' as const })],
    ],
  });
  const discriminator = tf.sequential({
    layers: [
      tf.layers.conv2d({ ...convolution(a!, 5), inputShape: [32, 32, 3] }),
      ...[leaky(), tf.layers.conv2d(convolution(b!, 6)), batchNorm()],
      ...[leaky(), tf.layers.conv2d(convolution(c!, 7)), batchNorm()],
      ...[leaky(), tf.layers.flatten(), tf.layers.dense({ units: 1, kernelInitializer: normal(8) })],
    ],
  });
  return { generator, discriminator };
}

const variablesOf = (model: tf.LayersModel, trainable: boolean): tf.Variable[] =>
  (trainable ? model.trainableWeights : model.weights).map((weight) => weight.read() as tf.Variable);

function adopt(state: State, name: string, model: tf.LayersModel, adam: tf.AdamOptimizer): void {
  const scope = state.scope(name);
  variablesOf(model, false).forEach((variable, i) => scope.adopt(`weight${i}`, variable));
  const inside = adam as unknown as AdamInside;
  const slots = [...inside.accumulatedFirstMoment, ...inside.accumulatedSecondMoment];
  slots.forEach(({ variable }, i) => scope.adopt(`slot${i}`, variable));
  scope.adopt('beta1', inside.accBeta1);
  scope.adopt('beta2', inside.accBeta2);
}

/**
 * A discriminator and a generator update of DCGAN-32 with tf.layers' batch normalization and tf.train.adam, which
 * knows nothing of Saddle.
 */
export function convGanStep(batch: number, channels: number): SampleStep {
  const { generator, discriminator } = models(channels);
  const adams = { d: tf.train.adam(2e-4, 0.5), g: tf.train.adam(2e-4, 0.5) };
  const apply = (model: tf.LayersModel, x: tf.Tensor) => model.apply(x, { training: true }) as tf.Tensor;
  const state = new State();
  const step: SampleStep['step'] = ({ real, step: number }) => {
    const random = new StepRandom(5, number as tf.Scalar);
    const fake = apply(generator, random.normal([batch, 100]));
    const d = adams.d.minimize(
      () =>
        tf.add(
          tf.mean(tf.softplus(tf.neg(apply(discriminator, real!)))),
          tf.mean(tf.softplus(apply(discriminator, fake))),
        ),
      true,
      variablesOf(discriminator, true),
    );
    const latent = random.normal([batch, 100]);
    const g = adams.g.minimize(
      () => tf.mean(tf.softplus(tf.neg(apply(discriminator, apply(generator, latent))))),
      true,
      variablesOf(generator, true),
    );
    return { discriminator: d!, generator: g! };
  };
  const inputs: SampleStep['inputs'] = (i) => ({
    real: fixedNumbers([batch, 32, 32, 3], i),
    step: tf.scalar(i, 'int32'),
  });
  // Adam makes its slots at its first update.
  const first = inputs(0);
  tf.dispose([tf.tidy(() => step(first)), first]);
  adopt(state, 'discriminator', discriminator, adams.d);
  adopt(state, 'generator', generator, adams.g);
  return { state, step, inputs, dispose: () => state.dispose() };
}
