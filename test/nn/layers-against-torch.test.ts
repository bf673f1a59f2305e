import { BatchNorm, LayerNorm, LeakyRelu, SpectralConv2d, SpectralDense } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { expectNumbers } from '../support/numbers.js';
import { pattern } from '../support/pattern.js';
import { reference } from '../support/reference.js';

/** What test/references/torch/layers.py stores. Every loss is sum(output * pattern(output, 9)). */
interface Normalization {
  shape: number[];
  output: number[];
  gradient: number[];
  scaleGradient: number[];
  offsetGradient: number[];
  penalty: number;
  penaltyGradient: number[];
  penaltyScaleGradient: number[];
  runningMean?: number[];
  runningVariance?: number[];
  evaluated?: number[];
}

interface SpectralCall {
  output: number[];
  gradient: number[];
  penalty: number;
  penaltyGradient: number[];
  vector: number[];
}

const torch = reference<{
  batchNorm2d: Normalization;
  batchNorm1d: Normalization;
  layerNorm: Normalization;
  groupNorm: Normalization;
  spectralDense: SpectralCall[];
  spectralConv2d: SpectralCall[];
  convTranspose2d: { output: number[]; gradient: number[]; kernelGradient: number[] };
  leakyRelu: { gradient: number[]; penalty: number; penaltyGradient: number[] };
}>('torch/layers');

/** A model of one layer: the way networks apply layers, `training` reaching `call`. */
function modelOf(layer: tf.layers.Layer, shape: number[]) {
  const input = tf.input({ shape: shape.slice(1) });
  const model = tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor });
  const weight = (name: string) => {
    const found = (layer.weights as tf.LayerVariable[]).find(({ originalName }) => originalName.endsWith(`/${name}`))!;
    return (found as unknown as { val: tf.Variable }).val;
  };
  const apply = (x: tf.Tensor, training: boolean) => model.apply(x, { training }) as tf.Tensor;
  const loss = (x: tf.Tensor) => {
    const output = apply(x, true);
    return tf.sum(tf.mul(output, pattern(output.shape, 9))) as tf.Scalar;
  };
  /** Sum of the squares of the loss's gradient in the input, and that sum's gradients. */
  const penalty = (x: tf.Tensor) => tf.sum(tf.square(tf.grad(loss)(x))) as tf.Scalar;
  return { apply, weight, loss, penalty };
}

const weightGradient = (term: () => tf.Scalar, variable: tf.Variable) =>
  tf.variableGrads(term, [variable]).grads[variable.name]!;

function expectNormalization(layer: tf.layers.Layer, expected: Normalization): ReturnType<typeof modelOf> {
  const { shape } = expected;
  const model = modelOf(layer, shape);
  const channels = [shape.at(-1)!];
  model.weight('scale').assign(pattern(channels, 2));
  model.weight('offset').assign(pattern(channels, 3));
  const x = tf.add(pattern(shape, 1, 3), 0.5);
  expectNumbers(model.apply(x, true), expected.output, 1e-5);
  expectNumbers(tf.grad(model.loss)(x), expected.gradient, 1e-5);
  expectNumbers(
    weightGradient(() => model.loss(x), model.weight('scale')),
    expected.scaleGradient,
    1e-5,
  );
  expectNumbers(
    weightGradient(() => model.loss(x), model.weight('offset')),
    expected.offsetGradient,
    1e-5,
  );
  expectNumbers(model.penalty(x), [expected.penalty], 1e-5);
  expectNumbers(tf.grad(model.penalty)(x), expected.penaltyGradient, 5e-5);
  expectNumbers(
    weightGradient(() => model.penalty(x), model.weight('scale')),
    expected.penaltyScaleGradient,
    5e-5,
  );
  return model;
}

describe('layers against PyTorch: values, gradients, double backward', () => {
  for (const [name, expected] of [
    ['pictures', torch.batchNorm2d],
    ['features', torch.batchNorm1d],
  ] as const) {
    it(`BatchNorm of ${name}`, () => {
      const { shape } = expected;
      expectNormalization(new BatchNorm(), expected);

      const fresh = modelOf(new BatchNorm(), shape);
      const x = tf.add(pattern(shape, 1, 3), 0.5);
      fresh.apply(x, false);
      expectNumbers(fresh.weight('running-mean'), Array(shape.at(-1)!).fill(0), 0);
      fresh.apply(x, true);
      fresh.apply(tf.mul(x, 0.5), true);
      expectNumbers(fresh.weight('running-mean'), expected.runningMean!, 1e-6);
      expectNumbers(fresh.weight('running-variance'), expected.runningVariance!, 1e-6);
      fresh.weight('scale').assign(pattern([shape.at(-1)!], 2));
      fresh.weight('offset').assign(pattern([shape.at(-1)!], 3));
      expectNumbers(fresh.apply(x, false), expected.evaluated!, 1e-5);
    });
  }

  it('LayerNorm of features', () => void expectNormalization(new LayerNorm(), torch.layerNorm));
  it('LayerNorm of pictures (GroupNorm with one group)', () =>
    void expectNormalization(new LayerNorm(), torch.groupNorm));

  for (const [name, layer, kernelShape, inputShape, calls] of [
    ['SpectralDense', () => new SpectralDense({ units: 4 }), [5, 4], [3, 5], torch.spectralDense],
    [
      'SpectralConv2d',
      () => new SpectralConv2d({ filters: 4, kernelSize: 4, strides: 2 }),
      [4, 4, 3, 4],
      [2, 8, 8, 3],
      torch.spectralConv2d,
    ],
  ] as const) {
    it(`${name} over three training calls`, () => {
      const model = modelOf(layer(), [...inputShape]);
      const kernel = model.weight('kernel');
      const vector = model.weight('singular-vector');
      kernel.assign(pattern([...kernelShape], 2));
      model.weight('bias').assign(pattern([4], 3));
      const start = pattern([4, 1], 4);
      vector.assign(tf.div(start, tf.norm(start)));
      const x = pattern([...inputShape], 1);
      for (const expected of calls) {
        // Each look at a call starts from the vector the call found.
        const before = vector.clone();
        const again = <T>(look: () => T): T => {
          vector.assign(before.clone());
          return look();
        };
        expectNumbers(
          again(() => model.apply(x, true)),
          expected.output,
          1e-5,
        );
        expectNumbers(
          again(() => weightGradient(() => model.loss(x), kernel)),
          expected.gradient,
          1e-5,
        );
        expectNumbers(
          again(() => model.penalty(x)),
          [expected.penalty],
          1e-5,
        );
        expectNumbers(
          again(() => weightGradient(() => model.penalty(x), kernel)),
          expected.penaltyGradient,
          5e-5,
        );
        expectNumbers(vector, expected.vector, 1e-6);
      }
    });

    it(`${name} makes the largest singular value 1, and keeps its vector outside training`, () => {
      const model = modelOf(layer(), [...inputShape]);
      const vector = model.weight('singular-vector');
      model.weight('kernel').assign(pattern([...kernelShape], 2));
      const x = pattern([...inputShape], 1);
      for (let call = 0; call < 200; call++) tf.tidy(() => void model.apply(x, true));
      const converged = vector.dataSync().slice();
      const matrix = tf.reshape(model.weight('kernel'), [-1, 4]) as tf.Tensor2D;
      // |M^T M u| = sigma^2 at a singular vector u.
      const sigma = Math.sqrt(tf.norm(tf.matMul(tf.matMul(matrix, matrix, true), vector)).dataSync()[0]!);
      model.weight('bias').assign(tf.zeros([4]));
      const normalized = model.apply(x, false);
      model.weight('kernel').assign(tf.div(model.weight('kernel'), sigma));
      expectNumbers(model.apply(x, false), normalized.dataSync(), 1e-5);
      expect([...vector.dataSync()]).to.deep.equal([...converged]);
    });
  }

  it('the transposed convolution of tf.layers, kernel 4 and stride 2', () => {
    const expected = torch.convTranspose2d;
    const layer = tf.layers.conv2dTranspose({ filters: 2, kernelSize: 4, strides: 2, padding: 'same', useBias: false });
    const model = modelOf(layer, [2, 4, 4, 3]);
    const kernel = (layer.weights[0] as unknown as { val: tf.Variable }).val;
    kernel.assign(pattern([4, 4, 2, 3], 2));
    const x = pattern([2, 4, 4, 3], 1);
    expectNumbers(model.apply(x, true), expected.output, 1e-5);
    expectNumbers(tf.grad(model.loss)(x), expected.gradient, 1e-5);
    expectNumbers(
      weightGradient(() => model.loss(x), kernel),
      expected.kernelGradient,
      1e-5,
    );
  });

  it('LeakyRelu, to second order', () => {
    const expected = torch.leakyRelu;
    const model = modelOf(new LeakyRelu({ slope: 0.2 }), [4, 5]);
    const loss = (x: tf.Tensor) => tf.sum(tf.mul(tf.pow(model.apply(x, false), 3), pattern([4, 5], 9))) as tf.Scalar;
    const penalty = (x: tf.Tensor) => tf.sum(tf.square(tf.grad(loss)(x))) as tf.Scalar;
    const x = pattern([4, 5], 1);
    expectNumbers(tf.grad(loss)(x), expected.gradient, 1e-6);
    expectNumbers(penalty(x), [expected.penalty], 1e-6);
    expectNumbers(tf.grad(penalty)(x), expected.penaltyGradient, 1e-6);
  });
});
