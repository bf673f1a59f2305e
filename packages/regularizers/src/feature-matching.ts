import { defineRegularizer } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';

export default defineRegularizer({
  name: 'feature-matching',
  summary: "Squared distance of the batch means of the discriminator's last features, real and generated",
  paper: 'Salimans et al., Improved Techniques for Training GANs, 2016, arXiv:1606.03498, section 3.1',
  create: () => ({
    players: ['generator'],
    needs: ['features'],
    penalty({ outputs }) {
      const mean = (side: 'real' | 'fake') => tf.mean(outputs[side]['features']!, 0);
      return tf.sum(tf.squaredDifference(mean('real'), mean('fake')));
    },
  }),
});
