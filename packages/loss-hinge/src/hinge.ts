import { defineLoss } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';

export default defineLoss({
  name: 'hinge',
  summary: 'The discriminator pushes real scores above 1 and generated ones below -1, no further',
  paper: 'Lim and Ye, Geometric GAN, 2017, arXiv:1705.02894; Miyato et al. 2018, arXiv:1802.05957, equations 16 and 17',
  create: () => ({
    discriminator: ({ real, fake }) => tf.add(tf.mean(tf.relu(tf.sub(1, real))), tf.mean(tf.relu(tf.add(1, fake)))),
    generator: ({ fake }) => tf.neg(tf.mean(fake)),
  }),
});
