import { defineProcedure, dueVariant, Game, gameServices, type Procedure } from '@saddle/core';
import { z } from 'zod';
import { unroll } from './unroll.js';

const options = z.strictObject({
  steps: z.int().min(0).max(50).default(5).describe('Virtual steps of the discriminator (K); 0: plain alternating'),
  rate: z
    .number()
    .positive()
    .default(0.1)
    .describe('Step size of the virtual steps (eta), which are plain gradient descent'),
});

export default defineProcedure({
  name: 'unrolled',
  summary:
    'The generator plays against the discriminator as it will be after K further steps, and sees how those depend on it',
  paper: 'Metz et al., Unrolled Generative Adversarial Networks, 2017, arXiv:1611.02163, equations 7 to 10',
  options,
  inject: gameServices,
  create({ steps, rate }, services): Procedure {
    const game = new Game(services);
    const loss = services.loss.discriminator;
    return {
      ...game.common,
      steps: {
        discriminator: (inputs, variant) => game.discriminatorStep(inputs, variant),
        generator: (inputs, variant) =>
          game.generatorStep(inputs, variant, (round) =>
            unroll(game.networks.discriminator.parameters, {
              steps,
              rate,
              // The same samples at every virtual step; the adversarial loss alone, without penalties.
              objective: (weights) =>
                loss(game.look({ ...round, random: inputs.random.scope('unrolled') }, weights).scores),
            }),
          ),
      },
      fixedSchedule: true,
      schedule: (iteration) => [
        { step: 'discriminator', variant: dueVariant(game.penalties.discriminator, iteration), batch: 'next' },
        { step: 'generator', variant: dueVariant(game.penalties.generator, iteration), batch: 'same' },
      ],
    };
  },
});
