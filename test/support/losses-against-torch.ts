import type { Plugin } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { lossOf, scoresOf } from './cross-entropy-loss.js';
import { expectNumbers } from './numbers.js';
import { reference } from './reference.js';

interface Side {
  value: number;
  real: number[];
  fake: number[];
}

interface Case {
  loss: string;
  options: object;
  inputs: string;
  shape: number[];
  real: number[];
  fake: number[];
  discriminator: Side;
  generator: Side;
}

/** Both players' losses and their gradients against PyTorch in float64 (test/references/torch/more-losses.py). */
export function describeLossAgainstTorch(plugin: Plugin<'loss'>): void {
  const cases = reference<{ cases: Case[] }>('torch/more-losses').cases.filter(({ loss }) => loss === plugin.name);

  describe(`loss ${plugin.name}`, () => {
    for (const expected of cases) {
      for (const player of ['discriminator', 'generator'] as const) {
        it(`equals PyTorch: ${player}, ${expected.inputs}, options ${JSON.stringify(expected.options)}`, async () => {
          const loss = await lossOf(plugin, expected.options);
          // Zero times the sums: tf.valueAndGrads wants both arguments used.
          const term = (real: tf.Tensor, fake: tf.Tensor) =>
            tf.add(loss[player](scoresOf(real, fake)), tf.mul(0, tf.add(tf.sum(real), tf.sum(fake)))) as tf.Scalar;
          const { value, grads } = tf.valueAndGrads(term)([
            tf.tensor(expected.real, expected.shape),
            tf.tensor(expected.fake, expected.shape),
          ]);
          const { value: wanted, real, fake } = expected[player];
          expectNumbers(value, [wanted], 1e-5);
          expectNumbers(grads[0]!, real, 1e-5);
          expectNumbers(grads[1]!, fake, 1e-5);
        });
      }
    }
  });
}
