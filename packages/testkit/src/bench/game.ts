import {
  generatorInputs,
  Player,
  tokens,
  type Network,
  type Outputs,
  type PenaltyContext,
  type PlayerName,
  type RandomStream,
  type TensorMap,
} from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import type { Bench } from './services.js';
import { smallOptimizer } from './stand-ins.js';

/** Two networks and what a penalty may see of them. */
export interface Game {
  readonly generator: Network;
  readonly discriminator: Network;
  readonly players: Readonly<Record<PlayerName, Player>>;
  /** What a penalty on `player` sees of a data batch in one step. */
  context(player: PlayerName, batch: TensorMap, random: RandomStream, plugin: RandomStream): PenaltyContext;
}

const lazy = <T>(compute: () => T): (() => T) => {
  let value: { readonly it: T } | undefined;
  return () => (value ??= { it: compute() }).it;
};

const labelled = (samples: tf.Tensor, labels: tf.Tensor | undefined): TensorMap =>
  labels ? { samples, labels } : { samples };

/** @param outputs what the discriminator must give beside scores */
export function openGame(bench: Bench, outputs: readonly string[]): Game {
  const [factory, architecture, latent] = [
    bench.get(tokens.networks),
    bench.get(tokens.architecture),
    bench.get(tokens.latent),
  ];
  const { classes } = bench;
  const { sample } = bench.data;
  const generator = factory.build('generator', 'samples', (initial) =>
    architecture.generator({ sample, classes, latent: latent.size, ...initial }),
  );
  const discriminator = factory.build('discriminator', 'scores', (initial) =>
    architecture.discriminator({ sample, classes, outputs, ...initial }),
  );
  // A discriminator that predicts the classes does not get them.
  const takesLabels = Object.values(discriminator.parts).some((part) => part.inputNames.includes('labels'));
  const playerOf = (network: Network) =>
    new Player(network.name, network.parameters, { optimizer: smallOptimizer, learningRate: 0.05, groups: [] });

  return {
    generator,
    discriminator,
    players: { generator: playerOf(generator), discriminator: playerOf(discriminator) },
    context(player, batch, random, plugin) {
      const real = batch['samples']!;
      const latents = latent.sample({ count: real.shape[0]!, random: random.scope('latent'), classes, batch });
      const labels = { real: classes > 0 ? batch['labels'] : undefined, fake: latents.labels };
      const made = lazy(
        () => generator.apply(generatorInputs(latents), { training: true, random: random.scope('fake') })['samples']!,
      );
      const look = (samples: tf.Tensor, given: tf.Tensor | undefined): Outputs =>
        discriminator.apply(labelled(samples, takesLabels ? given : undefined), {
          training: true,
          random: random.scope('look'),
        });
      const seen = { real: lazy(() => look(real, labels.real)), fake: lazy(() => look(made(), labels.fake)) };
      return {
        player,
        real,
        get fake() {
          return made();
        },
        latent: latents,
        batch,
        labels,
        outputs: {
          get real() {
            return seen.real();
          },
          get fake() {
            return seen.fake();
          },
        },
        generator: (inputs, options) => generator.apply(inputs, { training: true, random, ...options }),
        discriminator: (inputs, options) => {
          const named = inputs instanceof tf.Tensor ? { samples: inputs } : inputs;
          return discriminator.apply(named, { training: true, random, ...options });
        },
        // A small smooth change stands for the run's augmentations.
        augment: (samples) => tf.add(samples, tf.mul(0.1, tf.tanh(samples))),
        weights: (player === 'generator' ? generator : discriminator).parameters.map(({ variable }) => variable),
        random: plugin,
      };
    },
  };
}
