import { defineLoss } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';

const options = z.strictObject({
  fakeTarget: z.number().default(0).describe('What the discriminator scores generated data (a).'),
  realTarget: z.number().default(1).describe('What the discriminator scores real data (b).'),
  generatorTarget: z.number().default(1).describe('What the generator wants its data to be scored (c).'),
});

const distance = (scores: tf.Tensor, target: number): tf.Scalar =>
  tf.mul(0.5, tf.mean(tf.square(tf.sub(scores, target))));

export default defineLoss({
  name: 'least-squares',
  summary: 'Squared distances of the scores to target values',
  paper: 'Mao et al., Least Squares Generative Adversarial Networks, 2017, arXiv:1611.04076, equation 2',
  options,
  create: ({ fakeTarget, realTarget, generatorTarget }) => ({
    discriminator: ({ real, fake }) => tf.add(distance(real, realTarget), distance(fake, fakeTarget)),
    generator: ({ fake }) => distance(fake, generatorTarget),
  }),
});
