import { defineRegularizer, tokens } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';

const options = z.strictObject({
  decay: z.number().min(0).lt(1).default(0.99).describe('Share of the old running average kept at each step'),
  oneSided: z
    .boolean()
    .default(true)
    .describe("As the paper's code: real scores count above the average, generated ones below; false: equation 5"),
});

export default defineRegularizer({
  name: 'lecam',
  summary:
    'Scores of each side stay near the running average of the other; weight 0.1 to 0.3 in the paper, for little data',
  paper: 'Tseng et al., Regularizing GANs under Limited Data, 2021, arXiv:2104.03310, equations 5 and 6',
  options,
  inject: { state: tokens.state },
  create({ decay, oneSided }, { state }) {
    const averages = { real: state.variable('real', 0), fake: state.variable('fake', 0) };
    // 0 before the first step: the averages begin with its means.
    const started = state.variable('started', 0);
    const track = (average: tf.Variable, scores: tf.Tensor, keep: tf.Tensor) =>
      average.assign(tf.add(tf.mul(average, keep), tf.mul(tf.mean(scores), tf.sub(1, keep))));
    const cost = (excess: tf.Tensor): tf.Scalar => tf.mean(tf.square(oneSided ? tf.relu(excess) : excess));
    return {
      players: ['discriminator'],
      penalty({ outputs }) {
        const [real, fake] = [outputs.real['scores']!, outputs.fake['scores']!];
        const keep = tf.mul(started, decay);
        track(averages.real, real, keep);
        track(averages.fake, fake, keep);
        started.assign(tf.onesLike(started));
        return tf.add(cost(tf.sub(real, averages.fake)), cost(tf.sub(averages.real, fake)));
      },
    };
  },
});
