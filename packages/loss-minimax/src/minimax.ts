import * as tf from '@tensorflow/tfjs';
import { defineLoss } from '@saddle/core';
import { binaryCrossEntropyWithLogits, discriminatorCrossEntropy, softLabels } from '@saddle/nn';

export default defineLoss({
  name: 'minimax',
  summary: 'The original minimax game: the generator minimises E[log(1 - D(G(z)))], which saturates',
  paper: 'Goodfellow et al., Generative Adversarial Networks, 2014, arXiv:1406.2661, equation 1',
  options: softLabels,
  create: (labels) => ({
    discriminator: (scores) => discriminatorCrossEntropy(scores, labels),
    generator: ({ fake }) => tf.neg(binaryCrossEntropyWithLogits(fake, 0)),
  }),
});
