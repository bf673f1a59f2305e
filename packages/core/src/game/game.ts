import * as tf from '@tensorflow/tfjs';
import { generatorInputs, type LatentBatch } from '../contracts/latent.js';
import type { Scores } from '../contracts/loss.js';
import type { Procedure, StepInputs, StepVariant } from '../contracts/procedure.js';
import type { PlayerName } from '../contracts/regularizer.js';
import type { Network } from '../networks/network.js';
import type { ServiceOf } from '../plugin/token.js';
import type { RandomStream } from '../random/stream.js';
import { tokens } from '../services/tokens.js';
import type { AveragedNetwork } from '../training/ema.js';
import type { Player } from '../training/player.js';
import { duePenalties, penaltiesOf, type ActiveRegularizer } from '../training/terms.js';
import { look, type Round, type View } from './views.js';

/** What a game of one generator against one discriminator is made of: a procedure's `inject`. */
export const gameServices = {
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
};

type Services = { readonly [K in keyof typeof gameServices]: ServiceOf<(typeof gameServices)[K]> };

const names = ['generator', 'discriminator'] as const;

/** One generator against one discriminator: what procedures that train the two have in common. */
export class Game {
  readonly networks: { readonly generator: Network; readonly discriminator: Network };
  readonly players: Readonly<Record<PlayerName, Player>>;
  readonly penalties: Readonly<Record<PlayerName, readonly ActiveRegularizer[]>>;
  readonly average: AveragedNetwork | undefined;
  readonly #services: Services;

  /** Builds both networks, sizes inferred from data, latent and augmentations. */
  constructor(services: Services) {
    this.#services = services;
    const { architecture, regularizers, augmentations, latent, data, classes } = services;
    const seen = augmentations.reduce((sample, augmentation) => augmentation.shape?.(sample) ?? sample, data.sample);
    const outputs = [...new Set(regularizers.flatMap(({ regularizer }) => regularizer.needs ?? []))];
    this.networks = {
      generator: services.networks.build('generator', 'samples', (initial) =>
        architecture.generator({ sample: data.sample, classes, latent: latent.size, ...initial }),
      ),
      discriminator: services.networks.build('discriminator', 'scores', (initial) =>
        architecture.discriminator({ sample: seen, classes, outputs, ...initial }),
      ),
    };
    this.players = {
      generator: services.optimizers.player('generator', [this.networks.generator]),
      discriminator: services.optimizers.player('discriminator', [this.networks.discriminator]),
    };
    this.average = services.averages.of(this.networks.generator);
    this.penalties = {
      generator: penaltiesOf(regularizers, 'generator'),
      discriminator: penaltiesOf(regularizers, 'discriminator'),
    };
  }

  /** The generator's inputs of one step. */
  draw({ random, batch }: StepInputs): LatentBatch {
    const { latent, run, classes } = this.#services;
    return latent.sample({ count: run.batch, random: random.scope('latent'), classes, batch });
  }

  generate(latents: LatentBatch, random: RandomStream): tf.Tensor {
    const options = { training: true, random: random.scope('generator') };
    return this.networks.generator.apply(generatorInputs(latents), options)['samples']!;
  }

  /** @param weights of the discriminator, by name, where it is looked at with others than its own */
  look(round: Round, weights?: Readonly<Record<string, tf.Tensor>>): View {
    const { augmentations } = this.#services;
    const { generator, discriminator } = this.networks;
    const judge = weights && {
      parameters: discriminator.parameters,
      apply: ((inputs, options) => discriminator.apply(inputs, { ...options, weights })) as Network['apply'],
    };
    return look({ generator, discriminator: judge ?? discriminator, augmentations }, round);
  }

  /** The player's loss and its due penalties, by name. */
  terms(player: PlayerName, view: View, due: readonly ActiveRegularizer[], scores: Scores = view.scores) {
    return {
      loss: this.#services.loss[player](scores),
      ...Object.fromEntries(
        due.map(({ name, regularizer, weight, every }) => [
          name,
          tf.mul(regularizer.penalty!(view.context(name)), weight * every) as tf.Scalar,
        ]),
      ),
    };
  }

  /** What moves the augmentations' strength; after a look at the discriminator's outputs. */
  control({ outputs }: View): Record<string, tf.Scalar> {
    const { augmentations } = this.#services;
    return Object.assign({}, ...augmentations.map((augmentation) => augmentation.control?.(outputs)));
  }

  /** Constraints on a player's weights, after its update. */
  constrain(player: PlayerName): void {
    const variables = this.players[player].parameters.map(({ variable }) => variable);
    for (const active of this.#services.regularizers) {
      if (active.player === player) active.regularizer.constrain?.({ player, variables });
    }
  }

  /** Algorithm 1's generator step. @param weights as in `look`, of the objective's own making */
  generatorStep(
    inputs: StepInputs,
    variant: StepVariant,
    weights?: (round: Round) => Readonly<Record<string, tf.Tensor>>,
  ): Record<string, tf.Scalar> {
    const latents = this.draw(inputs);
    const report = this.players.generator.minimize(() => {
      const fake = this.generate(latents, inputs.random);
      const round: Round = { ...inputs, player: 'generator', latents, fake, together: false };
      const view = this.look(round, weights?.(round));
      return {
        terms: this.terms('generator', view, duePenalties(this.penalties.generator, variant)),
        report: { 'score/fake': tf.mean(view.scores.fake) },
      };
    }, inputs.rates['generator']!);
    this.constrain('generator');
    this.average?.update(inputs.iteration);
    return report;
  }

  /** Algorithm 1's discriminator step, real and generated samples in two passes. */
  discriminatorStep(inputs: StepInputs, variant: StepVariant): Record<string, tf.Scalar> {
    const latents = this.draw(inputs);
    const fake = this.generate(latents, inputs.random);
    const report = this.players.discriminator.minimize(() => {
      const view = this.look({ ...inputs, player: 'discriminator', latents, fake, together: false });
      return {
        terms: this.terms('discriminator', view, duePenalties(this.penalties.discriminator, variant)),
        report: this.scoreReport(view),
      };
    }, inputs.rates['discriminator']!);
    this.constrain('discriminator');
    return report;
  }

  /** What a discriminator's step reports; augmentations are controlled once, in its making. */
  scoreReport(view: View): Record<string, tf.Scalar> {
    const { real, fake } = view.scores;
    return { 'score/real': tf.mean(real), 'score/fake': tf.mean(fake), ...this.control(view) };
  }

  /** What every procedure of two players answers alike. */
  get common(): Pick<Procedure, 'networks' | 'players' | 'latents' | 'generate' | 'score'> {
    const { latent, classes, augmentations } = this.#services;
    const packed = augmentations.some(({ group = 1 }) => group > 1);
    const { average } = this;
    const { generator, discriminator } = this.networks;
    return {
      networks: this.networks,
      players: names,
      latents: (count, random, labels) => {
        const drawn = latent.sample({ count, random, classes });
        return generatorInputs(labels ? { ...drawn, labels } : drawn);
      },
      generate: ({ inputs, random, options }) => {
        const weights = average && { weights: average.weights };
        return generator.apply(inputs, { ...options, training: false, random, ...weights })['samples']!;
      },
      // A discriminator of packs has no score for one sample.
      ...(!packed && {
        score: (samples, labels) =>
          discriminator.apply(labels ? { samples, labels } : { samples }, { training: false })['scores']!,
      }),
    };
  }
}
