import { defineRegularizer, tokens } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { runningMean } from './running-mean.js';

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
    const [real, fake] = [runningMean(state, 'real', decay), runningMean(state, 'fake', decay)];
    const cost = (excess: tf.Tensor): tf.Scalar => tf.mean(tf.square(oneSided ? tf.relu(excess) : excess));
    return {
      players: ['discriminator'],
      penalty({ outputs }) {
        const scores = { real: outputs.real['scores']!, fake: outputs.fake['scores']! };
        const averages = { real: real(scores.real), fake: fake(scores.fake) };
        return tf.add(cost(tf.sub(scores.real, averages.fake)), cost(tf.sub(averages.real, scores.fake)));
      },
    };
  },
});
