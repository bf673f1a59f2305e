import * as tf from '@tensorflow/tfjs';
import {
  defineProcedure,
  duePenalties,
  dueVariant,
  Game,
  gameServices,
  type ActiveRegularizer,
  type Procedure,
  type Scores,
  type StepInputs,
  type StepVariant,
} from '@saddle/core';
import { z } from 'zod';
import { initialBalance, rebalance } from './balance.js';

const options = z.strictObject({
  discriminatorSteps: z
    .union([z.int().min(1).max(100), z.literal('auto')])
    .default(1)
    .describe(
      "Discriminator steps per generator step (k), or 'auto': fewer when the discriminator wins too well, more when it loses.",
    ),
  batches: z
    .enum(['together', 'apart', 'separate-updates'])
    .default('apart')
    .describe(
      'Real and generated samples: in one pass of the discriminator, in two passes of one update, or in two updates, real first.',
    ),
});

const stopGradient = tf.customGrad((x) => ({
  value: (x as tf.Tensor).clone(),
  gradFunc: (dy) => tf.zerosLike(dy as tf.Tensor),
}));

/** The same scores with one side held constant: gradients flow through the other alone. */
const holding = (scores: Scores, side: 'real' | 'fake'): Scores =>
  Object.create(scores, { [side]: { get: () => stopGradient(scores[side]) } }) as Scores;

/** Share of scores on the right side of zero. */
const accuracy = ({ real, fake }: Scores) =>
  tf.mean(tf.concat([tf.greater(real, 0), tf.less(fake, 0)]).toFloat()) as tf.Scalar;

export default defineProcedure({
  name: 'alternating',
  summary: 'k discriminator steps, then one generator step',
  paper: "Goodfellow et al., 'Generative Adversarial Networks', 2014, arXiv:1406.2661, Algorithm 1",
  options,
  inject: gameServices,
  create({ discriminatorSteps, batches }, services): Procedure {
    const game = new Game(services);
    const { penalties } = game;
    const auto = discriminatorSteps === 'auto' ? services.state.record('balance', { ...initialBalance }) : undefined;

    const discriminatorStep = (inputs: StepInputs, variant: StepVariant) => {
      const latents = game.draw(inputs);
      const fake = game.generate(latents, inputs.random);
      const together = batches === 'together';
      const update = (due: readonly ActiveRegularizer[], held?: 'real' | 'fake') => {
        const report = game.players.discriminator.minimize(() => {
          const view = game.look({ ...inputs, player: 'discriminator', latents, fake, together });
          const { scores } = view;
          return {
            terms: game.terms('discriminator', view, due, held ? holding(scores, held) : scores),
            report: {
              'score/real': tf.mean(scores.real),
              'score/fake': tf.mean(scores.fake),
              ...(auto && { accuracy: accuracy(scores) }),
              ...(held !== 'fake' && game.control(view)),
            },
          };
        }, inputs.rates['discriminator']!);
        game.constrain('discriminator');
        return report;
      };
      const due = duePenalties(penalties.discriminator, variant);
      if (batches !== 'separate-updates') return update(due);
      // Each update follows one side's scores; penalties take part in the second alone.
      update([], 'fake');
      return update(due, 'real');
    };

    return {
      ...game.common,
      steps: {
        discriminator: discriminatorStep,
        generator: (inputs, variant) => game.generatorStep(inputs, variant),
      },
      fixedSchedule: auto === undefined,
      schedule(iteration) {
        const k = auto ? auto.value.k : (discriminatorSteps as number);
        const discriminatorCall = {
          step: 'discriminator',
          variant: dueVariant(penalties.discriminator, iteration),
          batch: 'next',
        } as const;
        return [
          ...Array.from({ length: k }, () => discriminatorCall),
          { step: 'generator', variant: dueVariant(penalties.generator, iteration), batch: 'same' },
        ];
      },
      ...(auto && {
        observe(iteration, reports) {
          rebalance(auto, iteration, reports['discriminator']!['accuracy']!);
        },
      }),
    };
  },
});
