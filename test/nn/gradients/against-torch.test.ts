import { installSecondOrderGradients } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { build, derivatives, expectClose, torch } from './support/derivatives.js';
import { ops } from './support/ops.js';

const backends = ['cpu', tf.getBackend()];

describe('second-order gradients of plain TensorFlow.js ops', () => {
  before(installSecondOrderGradients);

  it('are compared with PyTorch for every op', () => {
    expect(Object.keys(ops).sort()).to.deep.equal(Object.keys(torch).sort());
  });

  for (const backend of new Set(backends)) {
    describe(`on ${backend}`, () => {
      let previous: string;
      before(async () => {
        previous = tf.getBackend();
        await tf.setBackend(backend);
      });
      after(() => tf.setBackend(previous));

      for (const [name, op] of Object.entries(ops)) {
        it(`${name} equals PyTorch's double backward in float64`, () => {
          tf.tidy(() => {
            const expected = torch[name]!;
            const { gradients, penalty, penaltyGradients } = derivatives(op, expected.inputs.map(build));
            gradients.forEach((gradient, i) => expectClose(gradient, expected.gradients[i]!));
            expectClose(penalty, [expected.penalty]);
            penaltyGradients.forEach((gradient, i) => expectClose(gradient, expected.penaltyGradients[i]!));
          });
        });
      }
    });
  }
});
