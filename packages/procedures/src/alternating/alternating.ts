import * as tf from '@tensorflow/tfjs';
import {
  defineProcedure,
  duePenalties,
  dueVariant,
  penaltiesOf,
  tokens,
  type ActiveRegularizer,
  type LatentBatch,
  type PlayerName,
  type Procedure,
  type Scores,
  type StepInputs,
  type StepVariant,
  type RandomStream,
  type TensorMap,
} from '@saddle/core';
import { z } from 'zod';
import { initialBalance, rebalance } from './balance.js';
import { look, type View } from './views.js';

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

/** What the generator takes: the latents, labels and further conditions where there are any. */
const generatorInputs = ({ latent, labels, conditions }: LatentBatch): TensorMap => ({
  latent,
  ...(labels && { labels }),
  ...conditions?.generated,
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
  inject: {
    architecture: tokens.architecture,
    loss: tokens.loss,
    regularizers: tokens.regularizers,
    augmentations: tokens.augmentations,
    latent: tokens.latent,
    networks: tokens.networks,
    optimizers: tokens.optimizers,
    averages: tokens.averages,
    data: tokens.data,
    run: tokens.run,
    classes: tokens.classes,
    state: tokens.state,
  },
  create({ discriminatorSteps, batches }, services): Procedure {
    const { architecture, loss, regularizers, augmentations, latent, data, classes, run, state } = services;
    const seen = augmentations.reduce((sample, augmentation) => augmentation.shape?.(sample) ?? sample, data.sample);
    const needed = [...new Set(regularizers.flatMap(({ regularizer }) => regularizer.needs ?? []))];
    const generator = services.networks.build('generator', 'samples', (initial) =>
      architecture.generator({ sample: data.sample, classes: classes, latent: latent.size, ...initial }),
    );
    const discriminator = services.networks.build('discriminator', 'scores', (initial) =>
      architecture.discriminator({ sample: seen, classes: classes, outputs: needed, ...initial }),
    );
    const players = {
      generator: services.optimizers.player('generator', [generator]),
      discriminator: services.optimizers.player('discriminator', [discriminator]),
    };
    const average = services.averages.of(generator);
    const penalties = {
      generator: penaltiesOf(regularizers, 'generator'),
      discriminator: penaltiesOf(regularizers, 'discriminator'),
    };
    const contestants = { generator, discriminator, augmentations };
    const auto = discriminatorSteps === 'auto' ? state.record('balance', { ...initialBalance }) : undefined;

    /** The player's loss and its due penalties, by name. */
    const termsOf = (player: PlayerName, view: View, due: readonly ActiveRegularizer[], scores = view.scores) => ({
      loss: loss[player](scores),
      ...Object.fromEntries(
        due.map(({ name, regularizer, weight, every }) => [
          name,
          tf.mul(regularizer.penalty!(view.context(name)), weight * every) as tf.Scalar,
        ]),
      ),
    });

    const constrain = (player: PlayerName) => {
      for (const { regularizer } of regularizers.filter((active) => active.player === player)) {
        regularizer.constrain?.({ player, variables: players[player].parameters.map(({ variable }) => variable) });
      }
    };

    const draw = (inputs: StepInputs) =>
      latent.sample({
        count: run.batch,
        random: inputs.random.scope('latent'),
        classes: classes,
        batch: inputs.batch,
      });

    const generated = (drawn: LatentBatch, random: RandomStream) =>
      generator.apply(generatorInputs(drawn), { training: true, random: random.scope('generator') })['samples']!;

    const discriminatorStep = (inputs: StepInputs, variant: StepVariant) => {
      const latents = draw(inputs);
      const fake = generated(latents, inputs.random);
      const together = batches === 'together';
      const update = (due: readonly ActiveRegularizer[], held?: 'real' | 'fake') => {
        const reports = players.discriminator.minimize(() => {
          const view = look(contestants, { ...inputs, player: 'discriminator', latents, fake, together });
          const { scores, outputs } = view;
          return {
            terms: termsOf('discriminator', view, due, held ? holding(scores, held) : scores),
            report: {
              'score/real': tf.mean(scores.real),
              'score/fake': tf.mean(scores.fake),
              ...(auto && { accuracy: accuracy(scores) }),
              ...(held !== 'fake' &&
                Object.assign({}, ...augmentations.map((augmentation) => augmentation.control?.(outputs)))),
            },
          };
        }, inputs.rates['discriminator']!);
        constrain('discriminator');
        return reports;
      };
      const due = duePenalties(penalties.discriminator, variant);
      if (batches !== 'separate-updates') return update(due);
      // Each update follows one side's scores; penalties take part in the second alone.
      update([], 'fake');
      return update(due, 'real');
    };

    const generatorStep = (inputs: StepInputs, variant: StepVariant) => {
      const latents = draw(inputs);
      const reports = players.generator.minimize(() => {
        const fake = generated(latents, inputs.random);
        const view = look(contestants, { ...inputs, player: 'generator', latents, fake, together: false });
        return {
          terms: termsOf('generator', view, duePenalties(penalties.generator, variant)),
          report: { 'score/fake': tf.mean(view.scores.fake) },
        };
      }, inputs.rates['generator']!);
      constrain('generator');
      average?.update(inputs.iteration);
      return reports;
    };

    return {
      networks: { generator, discriminator },
      players: ['generator', 'discriminator'],
      steps: { discriminator: discriminatorStep, generator: generatorStep },
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
      latents: (count, random, labels) => {
        const drawn = latent.sample({ count, random, classes: classes });
        return generatorInputs(labels ? { ...drawn, labels } : drawn);
      },
      generate: ({ inputs, random, options }) => {
        const weights = average && { weights: average.weights };
        return generator.apply(inputs, { ...options, training: false, random, ...weights })['samples']!;
      },
      score: (samples, labels) =>
        discriminator.apply(labels ? { samples, labels } : { samples }, { training: false })['scores']!,
    };
  },
});
