import { defineLoss } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';

export default defineLoss({
  name: 'wasserstein',
  summary: "Difference of the critic's means; needs a Lipschitz critic: gradient penalty, clipping or spectral norm",
  paper: 'Arjovsky et al., Wasserstein GAN, 2017, arXiv:1701.07875, equations 2 and 3',
  create: () => ({
    discriminator: ({ real, fake }) => tf.sub(tf.mean(fake), tf.mean(real)),
    generator: ({ fake }) => tf.neg(tf.mean(fake)),
  }),
});
