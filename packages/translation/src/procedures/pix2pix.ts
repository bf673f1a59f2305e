import * as tf from '@tensorflow/tfjs';
import {
  defineProcedure,
  dueVariant,
  Game,
  gameServices,
  type ActiveRegularizer,
  type Architecture,
  type Latent,
  type Procedure,
} from '@saddle/core';
import { z } from 'zod';
import { refuse, requireSource, sourceOf } from './sources.js';

const name = 'pix2pix';

const options = z.strictObject({
  reconstruction: z
    .number()
    .gte(0)
    .default(100)
    .describe("Weight of the distance to the right answer in the generator's loss (lambda)."),
  distance: z.enum(['l1', 'l2']).default('l1').describe('Mean absolute or mean squared difference.'),
});

/** Sources in the place of latents: both networks see them. */
const sources: Latent = {
  size: 0,
  sample({ count, batch }) {
    const source = batch!['source']!;
    return { latent: tf.zeros([count, 1]), conditions: { generated: { source }, real: { source } } };
  },
};

export default defineProcedure({
  name,
  summary:
    'Pictures to pictures, learned from pairs: the adversarial loss on pairs, and the distance to the right answer',
  paper:
    'Isola et al., Image-to-Image Translation with Conditional Adversarial Networks, 2017, arXiv:1611.07004, equation 4',
  options,
  inject: gameServices,
  create({ reconstruction, distance }, services): Procedure {
    const source = sourceOf(name, services.data);
    refuse(name, {
      augmentations: {
        count: services.augmentations.length,
        reason: 'they would change pictures and not their sources',
      },
      conditional: { count: services.classes, reason: 'pictures are made from their sources alone' },
    });
    const architecture: Architecture = {
      generator: (spec) => services.architecture.generator({ ...spec, source }),
      discriminator: (spec) => services.architecture.discriminator({ ...spec, source }),
    };
    const nearness: ActiveRegularizer = {
      name: distance,
      player: 'generator',
      weight: reconstruction,
      every: 1,
      regularizer: {
        players: ['generator'],
        penalty: ({ fake, real }) =>
          tf.mean(distance === 'l1' ? tf.abs(tf.sub(fake, real)) : tf.squaredDifference(fake, real)),
      },
    };
    const regularizers = reconstruction > 0 ? [...services.regularizers, nearness] : services.regularizers;
    const game = new Game({ ...services, architecture, latent: sources, regularizers });
    requireSource(name, game.networks.generator);
    const { score: _ofPairs, ...common } = game.common;
    return {
      ...common,
      steps: {
        discriminator: (inputs, variant) => game.discriminatorStep(inputs, variant),
        generator: (inputs, variant) => game.generatorStep(inputs, variant),
      },
      fixedSchedule: true,
      schedule: (iteration) => [
        { step: 'discriminator', variant: dueVariant(game.penalties.discriminator, iteration), batch: 'next' },
        { step: 'generator', variant: dueVariant(game.penalties.generator, iteration), batch: 'same' },
      ],
      translation: { source: 'source', target: 'samples' },
      latents: () => ({}),
    };
  },
});
