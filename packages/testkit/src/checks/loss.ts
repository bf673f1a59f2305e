import type { Loss, Outputs, PlayerName, Scores } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { pluginRandom, type Draws } from '../bench/random.js';
import { Bench } from '../bench/services.js';
import { fixedNormal } from '../bench/tensors.js';
import { ensure, type Check, type Settings, type Subject } from '../check.js';
import { ensureFinite, norm, valuesOf } from '../numbers/compare.js';
import { ensureGradients, ensureSecondGradients, gradientsOf, type ScalarFunction } from '../numbers/gradients.js';
import { HeldState } from '../numbers/held-state.js';
import { stepChecks, type MakeStep } from './steps.js';

const players: readonly PlayerName[] = ['discriminator', 'generator'];

type Sides = Readonly<Record<string, tf.Tensor>>;

/** `real` and `fake` are the scores; further outputs are called `real/…` and `fake/…`. */
function sidesFor(settings: Settings, count: number, seed: number, scores: readonly number[] = [1]): Sides {
  const shapes = { scores, ...settings.outputs };
  return Object.fromEntries(
    ['real', 'fake'].flatMap((side, s) =>
      Object.entries(shapes).map(([output, shape], o) => [
        output === 'scores' ? side : `${side}/${output}`,
        fixedNormal([count, ...shape], seed + 10 * s + o),
      ]),
    ),
  );
}

function scoresOf(sides: Sides, shown: Sides, random: Scores['random']): Scores {
  const outputs = (side: string): Outputs => ({
    scores: sides[side]!,
    ...Object.fromEntries(
      Object.entries(sides).flatMap(([name, tensor]) =>
        name.startsWith(`${side}/`) ? [[name.slice(side.length + 1), tensor] as const] : [],
      ),
    ),
  });
  return {
    real: sides['real']!,
    fake: sides['fake']!,
    outputs: { real: outputs('real'), fake: outputs('fake') },
    inputs: { real: shown['real']!, fake: shown['fake']! },
    random,
  };
}

/** What a discriminator was shown: of the scores' own shape where those are pictures. */
const shownFor = ({ outputs }: Settings, bench: Bench, count: number): Sides => {
  const shape = [8, ...(outputs?.['scores'] ?? bench.data.sample.shape)];
  const rows = tf.tensor1d(
    Array.from({ length: count }, (_, i) => i % 8),
    'int32',
  );
  return { real: tf.gather(fixedNormal(shape, 70), rows), fake: tf.gather(fixedNormal(shape, 71), rows) };
};

interface Opened {
  readonly loss: Loss;
  readonly draws: Draws;
  /** One player's loss as a function of the scores, at one state and one step. */
  value(player: PlayerName, count: number): ScalarFunction;
}

async function withLoss(subject: Subject<'loss'>, work: (opened: Opened) => void): Promise<void> {
  const bench = await Bench.open({}, subject.settings);
  const loss = await bench.create(subject);
  const held = new HeldState(bench.state);
  const draws: Draws = { count: 0 };
  try {
    const value = (player: PlayerName, count: number): ScalarFunction => {
      const shown = shownFor(subject.settings, bench, count);
      return (sides) =>
        held.evaluate(() => loss[player](scoresOf(sides, shown, pluginRandom(0, tf.scalar(0, 'int32'), draws))));
    };
    tf.tidy(() => work({ loss, draws, value }));
  } finally {
    held.dispose();
    bench.dispose();
  }
}

const makeStep: MakeStep<'loss'> = async (subject, seed) => {
  const bench = await Bench.open({ seed }, subject.settings);
  const loss = await bench.create(subject);
  const draws: Draws = { count: 0 };
  const names = Object.keys(tf.tidy(() => sidesFor(subject.settings, 1, 0)));
  return {
    state: bench.state,
    draws,
    dispose: () => bench.dispose(),
    inputs: (i) => ({
      ...(tf.tidy(() => ({ ...sidesFor(subject.settings, bench.batch, 100 + i) })) as Record<string, tf.Tensor>),
      ...tf.tidy(() => {
        const shown = shownFor(subject.settings, bench, bench.batch);
        return { 'shown/real': shown['real']!, 'shown/fake': shown['fake']! };
      }),
      step: tf.scalar(i, 'int32'),
    }),
    run(inputs) {
      const random = pluginRandom(seed, inputs['step'] as tf.Scalar, draws);
      const shown = { real: inputs['shown/real']!, fake: inputs['shown/fake']! };
      const sides = Object.fromEntries(names.map((name) => [name, inputs[name]!]));
      const results = players.map((player) => {
        const f: ScalarFunction = (at) => loss[player](scoresOf(at, shown, random.scope(player)));
        const gradients = gradientsOf(f, sides);
        return [
          [player, f(sides)] as const,
          ...names.map((name) => [`${player}: gradient of ${name}`, gradients[name]!] as const),
        ];
      });
      return Object.fromEntries(results.flat());
    },
  };
};

const scoreShapes = [[1], [3, 3, 1]];

/** Losses of both players, as functions of raw scores. */
export const lossChecks: readonly Check<'loss'>[] = [
  {
    name: 'returns a finite float32 scalar for each player, for scores and for patch maps',
    run: (subject) =>
      withLoss(subject, ({ value }) => {
        const shapes = subject.settings.outputs?.['scores'] ? [[1]] : scoreShapes;
        for (const shape of shapes) {
          for (const count of [1, 8]) {
            for (const player of players) {
              const term: unknown = value(player, count)(sidesFor(subject.settings, count, 1, shape));
              const what = `The ${player}'s loss of scores [${[count, ...shape].join(', ')}]`;
              ensure(term instanceof tf.Tensor, `${what} is no tensor but ${String(term)}.`);
              ensure(
                term.rank === 0 && term.dtype === 'float32',
                `${what} is ${term.dtype} [${term.shape.join(', ')}], not a float32 scalar: average over the batch.`,
              );
              ensureFinite(valuesOf({ value: term }), what);
            }
          }
        }
      }),
  },
  {
    name: 'is an average: a batch that is shown twice costs the same',
    run: (subject) =>
      withLoss(subject, ({ value, draws }) => {
        const once = sidesFor(subject.settings, 8, 1);
        const twice = Object.fromEntries(Object.entries(once).map(([name, x]) => [name, tf.concat([x, x])]));
        for (const player of players) {
          const [a, b] = [value(player, 8)(once).dataSync()[0]!, value(player, 16)(twice).dataSync()[0]!];
          // Other rows draw other numbers.
          if (draws.count > 0) return;
          ensure(
            Math.abs(a - b) <= 1e-4 * Math.max(1, Math.abs(a)),
            `The ${player}'s loss is ${a} for a batch and ${b} for the same batch twice: take tf.mean, not tf.sum.`,
          );
        }
      }),
  },
  {
    name: 'has first-order gradients equal to finite differences',
    run: (subject) =>
      withLoss(subject, ({ value }) => {
        for (const player of players) {
          const what = `The ${player}'s loss`;
          const point = sidesFor(subject.settings, 6, 3);
          ensureGradients(value(player, 6), point, { what, tolerance: 5e-3, directions: 4 });
        }
      }),
  },
  {
    name: 'has second-order gradients equal to finite differences',
    run: (subject) =>
      withLoss(subject, ({ value }) => {
        for (const player of players) {
          for (const through of ['real', 'fake']) {
            const what = `The gradient of the ${player}'s loss with respect to the ${through} scores`;
            const point = sidesFor(subject.settings, 6, 3);
            ensureSecondGradients(value(player, 6), point, through, { what, tolerance: 1e-2 });
          }
        }
      }),
  },
  {
    name: 'stays finite in value and gradient at scores of ±10,000',
    run: (subject) =>
      withLoss(subject, ({ value }) => {
        for (const [real, fake] of [
          [1e4, -1e4],
          [-1e4, 1e4],
          [1e4, 1e4],
          [-1e4, -1e4],
          [0, 0],
        ] as const) {
          const point = Object.fromEntries(
            Object.entries(sidesFor(subject.settings, 4, 1)).map(([name, tensor]) => [
              name,
              name === 'real' || name === 'fake' ? tf.fill(tensor.shape, name === 'real' ? real : fake) : tensor,
            ]),
          );
          for (const player of players) {
            const f = value(player, 4);
            const what = `At scores of ${real} (real) and ${fake} (fake) the ${player}'s loss or its gradient is not finite`;
            ensureFinite(valuesOf({ loss: f(point), ...gradientsOf(f, point) }), what);
          }
        }
      }),
  },
  {
    name: 'reaches the player it names',
    run: (subject) =>
      withLoss(subject, ({ value }) => {
        const point = sidesFor(subject.settings, 16, 3);
        const needed = { discriminator: ['real', 'fake'], generator: ['fake'] };
        for (const player of players) {
          const gradients = valuesOf(gradientsOf(value(player, 16), point));
          for (const side of needed[player]) {
            const mine = Object.entries(gradients).filter(([name]) => name === side || name.startsWith(`${side}/`));
            ensure(
              mine.some(([, values]) => norm(values) > 0),
              `The ${player}'s loss has no gradient with respect to the ${side} scores, so it teaches the ${player} nothing about ${side} data.`,
            );
          }
        }
      }),
  },
  ...stepChecks(makeStep),
];
