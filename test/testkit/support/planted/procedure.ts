import { defineProcedure, penaltiesOf, tokens, type Procedure, type StepInputs, type TrainingStep } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { healthy, withStepBugs, type Planted, type Spoil } from './planted.js';

interface Change {
  readonly spoil?: () => Spoil;
  /** The discriminator alone is trained. */
  readonly halfTrained?: boolean;
  readonly ignoresPenalties?: boolean;
  readonly change?: (right: Procedure) => Partial<Procedure>;
}

/** Both players in one step, by their plain losses. */
const procedure = ({ spoil = healthy, halfTrained, ignoresPenalties, change }: Change) =>
  defineProcedure({
    name: 'planted',
    summary: 'With a bug',
    inject: {
      architecture: tokens.architecture,
      loss: tokens.loss,
      latent: tokens.latent,
      networks: tokens.networks,
      optimizers: tokens.optimizers,
      regularizers: tokens.regularizers,
      data: tokens.data,
      run: tokens.run,
    },
    create(_options, { architecture, loss, latent, networks, optimizers, regularizers, data, run }) {
      const changed = spoil();
      const common = { sample: data.sample, classes: 0 };
      const generator = networks.build('generator', 'samples', (initial) =>
        architecture.generator({ ...common, ...initial, latent: latent.size }),
      );
      const discriminator = networks.build('discriminator', 'scores', (initial) =>
        architecture.discriminator({ ...common, ...initial, outputs: [] }),
      );
      const players = {
        generator: optimizers.player('generator', [generator]),
        discriminator: optimizers.player('discriminator', [discriminator]),
      };
      const step: TrainingStep = (inputs: StepInputs) => {
        const { batch, random, rates } = inputs;
        const drawn = latent.sample({ count: run.batch, random: random.scope('latent'), classes: 0 });
        const train = (player: 'generator' | 'discriminator') =>
          players[player].minimize(() => {
            const fake = generator.apply(drawn.latent, { training: true })['samples']!;
            const outputs = {
              real: discriminator.apply(batch['samples']!, { training: true }),
              fake: discriminator.apply(fake, { training: true }),
            };
            const scores = {
              real: outputs.real['scores']!,
              fake: outputs.fake['scores']!,
              outputs,
              inputs: { real: batch['samples']!, fake },
              random,
            };
            const penalties = ignoresPenalties
              ? []
              : penaltiesOf(regularizers, player).map(({ name, regularizer }) => [
                  name,
                  regularizer.penalty!({
                    player,
                    weights: players[player].parameters.map(({ variable }) => variable),
                  } as never),
                ]);
            return {
              terms: { loss: changed(loss[player](scores), random) as tf.Scalar, ...Object.fromEntries(penalties) },
            };
          }, rates[player]!);
        const reports = { ...train('discriminator') };
        return halfTrained ? reports : { ...prefixed(train('generator')), ...reports };
      };
      const right: Procedure = {
        networks: { generator, discriminator },
        players: ['generator', 'discriminator'],
        steps: { both: step },
        fixedSchedule: true,
        schedule: () => [{ step: 'both', batch: 'next' }],
        latents: (count, random) => ({ latent: latent.sample({ count, random, classes: 0 }).latent }),
        generate: ({ inputs, random }) => generator.apply(inputs, { random })['samples']!,
      };
      return { ...right, ...change?.(right) };
    },
  });

const prefixed = (report: Record<string, tf.Scalar>) =>
  Object.fromEntries(Object.entries(report).map(([name, value]) => [`generator/${name}`, value]));

export const healthyProcedure = procedure({});

let turns = 0;

export const plantedProcedures: readonly Planted<'procedure'>[] = [
  {
    bug: 'a step that is not there',
    check: 'has networks, players and steps, and schedules only steps it has',
    says: /schedules 'generator'; its steps are both/,
    plugin: procedure({ change: () => ({ schedule: () => [{ step: 'generator', batch: 'next' }] }) }),
  },
  {
    bug: 'a report that is not a scalar',
    check: 'reports finite scalars from every step',
    says: /has 8 numbers/,
    plugin: procedure({
      change: ({ steps }) => ({
        steps: {
          both: (inputs, variant) => ({
            ...steps['both']!(inputs, variant),
            scores: tf.zeros([8]) as unknown as tf.Scalar,
          }),
        },
      }),
    }),
  },
  {
    bug: 'a network that is never trained',
    check: 'trains every network it names',
    says: /no weight of the network 'generator' has changed/,
    plugin: procedure({ halfTrained: true }),
  },
  {
    bug: 'penalties that are left out',
    check: 'adds the penalties of the config to the player they name',
    says: /is never computed/,
    plugin: procedure({ ignoresPenalties: true }),
  },
  {
    bug: 'a schedule that changes though it is called fixed',
    check: 'has the schedule it promises where it says that it is fixed',
    says: /its schedule has changed/,
    plugin: procedure({
      change: () => ({ schedule: () => [{ step: 'both', variant: { turn: turns++ }, batch: 'next' }] }),
    }),
  },
  {
    bug: 'samples of another shape',
    check: "generates samples of the data's shape",
    says: /Asked for 5 samples it generates/,
    plugin: procedure({
      change: ({ generate }) => ({ generate: (request) => tf.reshape(generate(request), [5, -1]) }),
    }),
  },
  ...withStepBugs((spoil) => procedure({ spoil }), ['draws other numbers with another seed and at another step']),
];
