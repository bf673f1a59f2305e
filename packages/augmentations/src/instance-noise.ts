import { defineAugmentation, tokens } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';

const options = z.strictObject({
  deviation: z.number().min(0).default(0.1).describe('Standard deviation of the noise at the start'),
  final: z.number().min(0).default(0).describe('Standard deviation at the end of the annealing; it stays there'),
  updates: z
    .int()
    .positive()
    .optional()
    .describe("Updates of the discriminator until then, in a straight line; the run's iterations where absent"),
});

export default defineAugmentation({
  name: 'instance-noise',
  summary:
    'Normal noise on real and generated samples, which becomes weaker: both distributions overlap from the start',
  paper: 'Sønderby et al., Amortised MAP Inference for Image Super-resolution, 2017, arXiv:1610.04490, section 3.3',
  options,
  inject: { state: tokens.state, run: tokens.run },
  create({ deviation: start, final, updates }, { state, run }) {
    const total = updates ?? run.iterations;
    const done = state.variable('updates', 0);
    const deviation = state.variable('deviation', start);
    return {
      apply: (samples, random) => tf.add(samples, tf.mul(random.normal(samples.shape), deviation)),
      control() {
        done.assign(tf.add(done, 1));
        const left = tf.relu(tf.sub(1, tf.div(done, total)));
        deviation.assign(tf.add(final, tf.mul(start - final, left)));
        return { deviation: tf.reshape(deviation, []) as tf.Scalar };
      },
    };
  },
});
