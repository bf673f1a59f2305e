import { SaddleError } from '@saddle/core';
import { installSecondOrderGradients } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { pattern } from '../../support/pattern.js';

type Op = (x: tf.Tensor) => tf.Tensor;

const penalty = (op: Op) => (x: tf.Tensor) => tf.sum(tf.square(tf.grad((at) => tf.sum(tf.square(op(at))))(x)));

const refused: Record<string, [op: Op, shape: number[]]> = {
  'tf.localResponseNormalization': [(x) => tf.localResponseNormalization(x as tf.Tensor4D), [1, 2, 2, 4]],
  'tf.dilation2d': [
    (x) => tf.dilation2d(x as tf.Tensor4D, pattern([2, 2, 3], 2) as tf.Tensor3D, 1, 'valid'),
    [1, 4, 4, 3],
  ],
  'tf.maxPool3d': [(x) => tf.maxPool3d(x as tf.Tensor5D, 2, 2, 'valid'), [1, 4, 4, 4, 2]],
  'tf.prod': [(x) => tf.prod(x, 1), [2, 3]],
  softmaxCrossEntropy: [(x) => tf.losses.softmaxCrossEntropy(tf.oneHot([1, 0], 3), x), [2, 3]],
};

function refusal(op: Op, x: tf.Tensor): SaddleError {
  try {
    tf.tidy(() => void tf.grad(penalty(op))(x));
  } catch (error) {
    expect(error).to.be.instanceOf(SaddleError);
    return error as SaddleError;
  }
  throw new Error('not refused');
}

describe('second-order gradients that would be wrong', () => {
  before(installSecondOrderGradients);

  for (const [name, [op, shape]] of Object.entries(refused)) {
    it(`${name}: refused by name, while its gradient still works`, () => {
      const x = pattern(shape, 1);
      const gradient = tf.grad((at) => tf.sum(tf.square(op(at))))(x);
      expect(gradient.shape).to.deep.equal(shape);
      const error = refusal(op, x);
      expect(error.code).to.equal('SADDLE_GRADIENT_ORDER');
      expect(error.message).to.contain(name);
    });
  }

  it('a custom gradient is refused when it saves a number made on the way, not when it saves inputs and outputs', () => {
    const cube = (save: 'root' | 'output' | 'input') =>
      tf.customGrad((input, keep) => {
        const x = input as tf.Tensor;
        const root = tf.square(x);
        const value = tf.mul(root, x);
        (keep as tf.GradSaveFunc)([{ root, output: value, input: x }[save]]);
        const of = {
          root: (saved: tf.Tensor) => saved,
          input: (saved: tf.Tensor) => tf.square(saved),
          output: (saved: tf.Tensor) => tf.exp(tf.mul(tf.log(saved), 2 / 3)),
        };
        return { value, gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul(dy, tf.mul(of[save](saved!), 3)) };
      }) as unknown as Op;
    const x = tf.tensor1d([0.5, 1, 2]);
    const second = (op: Op) =>
      tf
        .grad((at) => tf.sum(tf.grad((value) => tf.sum(op(value)))(at)))(x)
        .dataSync();
    for (const save of ['input', 'output'] as const) {
      const values = second(cube(save));
      [3, 6, 12].forEach((expected, i) => expect(values[i]).to.be.closeTo(expected, 1e-5));
    }
    expect(() => second(cube('root'))).to.throw(SaddleError, 'cannot be differentiated again');
  });

  it('installs once, however often it is called', () => {
    const engine = tf.engine() as unknown as { addTapeNode: unknown; customGrad: unknown };
    const before = [engine.addTapeNode, engine.customGrad, tf.getGradient(tf.MaxPoolGrad)];
    installSecondOrderGradients();
    expect([engine.addTapeNode, engine.customGrad, tf.getGradient(tf.MaxPoolGrad)]).to.deep.equal(before);
  });

  it('leaves no tensor behind', () => {
    const x = pattern([2, 4, 4, 3], 1);
    const op: Op = (at) =>
      tf.maxPool(tf.where(tf.greaterEqual(at, 0), tf.tanh(at), tf.exp(at)) as tf.Tensor4D, 2, 2, 'same');
    const run = () => tf.tidy(() => void tf.grad(penalty(op))(x));
    run();
    const before = tf.memory().numTensors;
    run();
    expect(tf.memory().numTensors).to.equal(before);
  });
});
