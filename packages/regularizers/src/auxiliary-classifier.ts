import { defineRegularizer } from '@saddle/core';
import { softmaxCrossEntropy } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';

const options = z.strictObject({
  fake: z
    .boolean()
    .default(true)
    .describe('Whether the discriminator learns the classes from generated samples too, as in the paper'),
});

export default defineRegularizer({
  name: 'auxiliary-classifier',
  summary: 'Cross-entropy of the classes that the discriminator tells; list it once for each player',
  paper:
    'Odena et al., Conditional Image Synthesis with Auxiliary Classifier GANs, 2017, arXiv:1610.09585, equation 3 (L_C)',
  options,
  create: ({ fake: alsoFake }) => ({
    players: ['discriminator', 'generator'],
    needs: ['classes'],
    penalty({ player, outputs, labels }) {
      const loss = (side: 'real' | 'fake') => softmaxCrossEntropy(outputs[side]['classes']!, labels[side]!);
      if (player === 'generator') return loss('fake');
      return alsoFake ? tf.add(loss('real'), loss('fake')) : loss('real');
    },
  }),
});
