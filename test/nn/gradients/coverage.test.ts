import { installSecondOrderGradients } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { build, derivatives, torch } from './support/derivatives.js';
import { ops } from './support/ops.js';

/** Flat almost everywhere: their gradients are zero to every order, or there are none. */
const flat = `ArgMax ArgMin Ceil Floor GreaterEqual IsFinite IsInf IsNan OneHot OnesLike Round Sign Step ZerosLike`;
/** No gradient a network can meet: of integers, of complex numbers, and of a kernel that no op of TensorFlow.js runs. */
const unused = `FloorDiv ComplexAbs LogSoftmax`;
/** Refused, see refusals.test.ts. */
const refused = `LRN LRNGrad Dilation2D Dilation2DBackpropInput Dilation2DBackpropFilter MaxPool3D MaxPool3DGrad Prod Cumprod`;

describe('coverage of second-order gradients', () => {
  it('every kernel that has a gradient is among the ops that are compared, or flat, or refused', () => {
    installSecondOrderGradients();
    const engine = tf.engine() as unknown as { addTapeNode: (kernelName: string, ...rest: unknown[]) => void };
    const record = engine.addTapeNode;
    const seen = new Set([...flat.split(' '), ...unused.split(' '), ...refused.split(' ')]);
    engine.addTapeNode = (kernelName, ...rest) => {
      seen.add(kernelName);
      record(kernelName, ...rest);
    };
    try {
      for (const [name, op] of Object.entries(ops)) tf.tidy(() => void derivatives(op, torch[name]!.inputs.map(build)));
    } finally {
      engine.addTapeNode = record;
    }
    const kernels = new Set(
      ['cpu', tf.getBackend()].flatMap((name) => tf.getKernelsForBackend(name)).map((k) => k.kernelName),
    );
    const unseen = [...kernels].filter((name) => tf.getGradient(name) && !seen.has(name));
    expect(unseen).to.deep.equal([]);
  });
});
