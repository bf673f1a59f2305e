import { defineRegularizer, tokens } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';

const options = z.strictObject({
  decay: z.number().min(0).lt(1).default(0.99).describe('Share of the old running average kept at each step.'),
});

export default defineRegularizer({
  name: 'lecam',
  summary:
    'Scores of each side stay near the running average of the other; weight 0.1 to 0.3 in the paper, for little data',
  paper: 'Tseng et al., Regularizing GANs under Limited Data, 2021, arXiv:2104.03310, equations 5 and 6',
  options,
  inject: { state: tokens.state },
  create({ decay }, { state }) {
    const averages = { real: state.variable('real', 0), fake: state.variable('fake', 0) };
    const track = (average: tf.Variable, scores: tf.Tensor) =>
      average.assign(tf.add(tf.mul(average, decay), tf.mul(tf.mean(scores), 1 - decay)));
    return {
      players: ['discriminator'],
      penalty({ outputs }) {
        const [real, fake] = [outputs.real['scores']!, outputs.fake['scores']!];
        track(averages.real, real);
        track(averages.fake, fake);
        const toFake = tf.mean(tf.square(tf.relu(tf.sub(real, averages.fake))));
        return tf.add(toFake, tf.mean(tf.square(tf.relu(tf.sub(averages.real, fake)))));
      },
    };
  },
});
