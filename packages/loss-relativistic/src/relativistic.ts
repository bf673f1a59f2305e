import { defineLoss } from '@saddle/core';
import { binaryCrossEntropyWithLogits as bce } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';

/** Each score relative to the other side's mean. */
const relative = (scores: tf.Tensor, others: tf.Tensor) => tf.sub(scores, tf.mean(others));

export default defineLoss({
  name: 'relativistic-average',
  summary: 'Is real data more realistic than generated data on average? Both players see both',
  paper: 'Jolicoeur-Martineau, The relativistic discriminator, 2018, arXiv:1807.00734, section 4.2 (RaSGAN)',
  create: () => ({
    discriminator: ({ real, fake }) => tf.add(bce(relative(real, fake), 1), bce(relative(fake, real), 0)),
    generator: ({ real, fake }) => tf.add(bce(relative(fake, real), 1), bce(relative(real, fake), 0)),
  }),
});
