import { defineLoss } from '@saddle/core';
import { binaryCrossEntropyWithLogits, discriminatorCrossEntropy, softLabels } from '@saddle/nn';

export default defineLoss({
  name: 'non-saturating',
  summary: 'The generator maximises E[log D(G(z))]: same fixed point as minimax, strong gradients early',
  paper: 'Goodfellow et al., Generative Adversarial Networks, 2014, arXiv:1406.2661, section 3',
  options: softLabels,
  create: (labels) => ({
    discriminator: (scores) => discriminatorCrossEntropy(scores, labels),
    generator: ({ fake }) => binaryCrossEntropyWithLogits(fake, 1),
  }),
});
