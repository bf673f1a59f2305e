import { defineAugmentation, SaddleError, tokens } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';

const options = z.strictObject({
  samples: z.int().min(2).max(16).default(2).describe('Samples that the discriminator judges together (m)'),
});

/** `[batch, …, c]` to `[batch / m, …, c * m]`; a pack is made of neighbours in the batch. */
function pack(samples: tf.Tensor, m: number): tf.Tensor {
  const [batch, ...shape] = samples.shape as [number, ...number[]];
  const channels = shape.at(-1)!;
  const axes = shape.map((_, i) => i + 2);
  const apart = tf.reshape(samples, [batch / m, m, ...shape]);
  const together = tf.transpose(apart, [0, ...axes.slice(0, -1), 1, axes.at(-1)!]);
  return tf.reshape(together, [batch / m, ...shape.slice(0, -1), channels * m]);
}

export default defineAugmentation({
  name: 'packing',
  summary:
    'The discriminator sees m samples of one kind at once, beside each other in the channels, so that it sees variety',
  paper: 'Lin et al., PacGAN: The power of two samples in generative adversarial networks, 2018, arXiv:1712.04086',
  options,
  inject: { run: tokens.run, classes: tokens.classes },
  create({ samples: m }, { run, classes }) {
    if (run.batch % m !== 0) {
      throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
        problem: `The augmentation 'packing' makes packs of ${m} samples; a batch of ${run.batch} is no multiple.`,
        advice: `Set \`data.batch\` to ${Math.ceil(run.batch / m) * m}.`,
      });
    }
    if (classes > 0) {
      throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
        problem: `A pack of ${m} samples has ${m} labels, and a conditional discriminator takes one.`,
        advice: 'Set `conditional: false`, or leave `packing` out.',
      });
    }
    return {
      group: m,
      shape: ({ shape, range }) => ({ shape: [...shape.slice(0, -1), shape.at(-1)! * m], range }),
      apply: (given) => pack(given, m),
    };
  },
});
