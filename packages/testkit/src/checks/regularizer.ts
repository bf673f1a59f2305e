import { isSaddleError, StepRandom, type PlayerName, type Regularizer, type SampleInfo } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { openGame, type Game } from '../bench/game.js';
import { pluginRandom, type Draws } from '../bench/random.js';
import { Bench, defaultSample } from '../bench/services.js';
import { fixedBatch } from '../bench/tensors.js';
import { ensure, skip, Skip, type Check, type Subject } from '../check.js';
import { ensureFinite, valuesOf } from '../numbers/compare.js';
import { compareDerivative } from '../numbers/derivative.js';
import { HeldState } from '../numbers/held-state.js';
import { stepChecks, type MakeStep } from './steps.js';

interface Opened {
  readonly regularizer: Regularizer;
  readonly bench: Bench;
  readonly game: Game;
}

const samplesOf = ({ settings }: Subject): readonly SampleInfo[] =>
  settings.samples ?? [defaultSample, { shape: [3], range: 'unbounded' }];

/** The plugin in a game whose networks have the outputs it needs; undefined where the sample's size does not suit it. */
async function open(subject: Subject<'regularizer'>, sample: SampleInfo, seed = 0): Promise<Opened | undefined> {
  const probe = await Bench.open({ sample }, subject.settings);
  let bench = probe;
  try {
    const { needs = [] } = await probe.create(subject);
    const classes = subject.settings.classes ?? (needs.includes('classes') ? 3 : 0);
    bench = await Bench.open({ sample, classes, seed }, subject.settings);
    const regularizer = await bench.create(subject);
    return { regularizer, bench, game: openGame(bench, needs) };
  } catch (error) {
    bench.dispose();
    if (isSaddleError(error) && error.code === 'SADDLE_CONFIG_INCOMPATIBLE') return undefined;
    throw error;
  } finally {
    if (bench !== probe) probe.dispose();
  }
}

/** Why every surrounding it was tried with is refused, in the plugin's own words. */
async function noneFits(subject: Subject<'regularizer'>): Promise<Skip> {
  const bench = await Bench.open({ sample: samplesOf(subject)[0]! }, subject.settings);
  try {
    await bench.create(subject);
    return skip('it refuses every sample it was tried with; name one that suits it under `samples`');
  } catch (error) {
    return skip((error as Error).message);
  } finally {
    bench.dispose();
  }
}

/** Runs `work` for every sample that suits the plugin. */
async function forSamples(
  subject: Subject<'regularizer'>,
  work: (opened: Opened) => void | Skip,
): Promise<void | Skip> {
  let tried = 0;
  for (const sample of samplesOf(subject)) {
    const opened = await open(subject, sample);
    if (!opened) continue;
    tried += 1;
    try {
      const result = tf.tidy(() => work(opened) as unknown as void);
      if ((result as unknown) instanceof Skip) return result;
    } finally {
      opened.bench.dispose();
    }
  }
  if (tried === 0) return noneFits(subject);
}

const namesOf = (players: readonly PlayerName[]) => players.join(' and ');

/** The penalty on `player` at the present weights, at one step. */
function penaltyOf({ regularizer, game, bench }: Opened, player: PlayerName): tf.Scalar {
  const step = tf.scalar(3, 'int32');
  const batch = fixedBatch(bench.data, bench.batch, 5);
  const context = game.context(player, batch, new StepRandom(0, step), pluginRandom(0, step, { count: 0 }));
  return regularizer.penalty!(context);
}

/** Zero, but reached by a weight: where the penalty ignores all weights, its gradient is then zero and no error. */
const nothing = ({ game }: Opened, player: PlayerName): tf.Scalar =>
  tf.mul(0, tf.sum(game[player].parameters[0]!.variable));

const numberOf = (tensor: tf.Tensor) => tensor.dataSync()[0]!;

/** Multiplies a network's weights; the test may spoil them, as the bench is its own. */
const scale = (network: Game['generator'], factor: number) => {
  for (const { variable } of network.parameters) variable.assign(tf.mul(variable, factor));
};

const makeStep: MakeStep<'regularizer'> = async (subject, seed) => {
  for (const sample of samplesOf(subject)) {
    const opened = await open(subject, sample, seed);
    if (!opened) continue;
    const { regularizer, bench, game } = opened;
    const draws: Draws = { count: 0 };
    return {
      state: bench.state,
      draws,
      dispose: () => bench.dispose(),
      inputs: (i) => ({ ...fixedBatch(bench.data, bench.batch, 200 + i), step: tf.scalar(i, 'int32') }),
      run({ step, ...batch }) {
        // What the bench draws stays the same, so that only the plugin's draws can make a difference.
        const random = new StepRandom(0, tf.scalar(0, 'int32'), '/bench');
        const plugin = pluginRandom(seed, step as tf.Scalar, draws);
        const reports = regularizer.players.map((player) => {
          const trained = game.players[player];
          const report = regularizer.penalty
            ? trained.minimize(
                () => ({ terms: { penalty: regularizer.penalty!(game.context(player, batch, random, plugin)) } }),
                tf.scalar(0.05),
              )
            : { none: tf.scalar(0) };
          regularizer.constrain?.({ player, variables: trained.parameters.map(({ variable }) => variable) });
          return Object.entries(report).map(([name, value]) => [`${player}: ${name}`, value] as const);
        });
        return Object.fromEntries(reports.flat());
      },
    };
  }
  return noneFits(subject);
};

/** Penalties and constraints on players. */
export const regularizerChecks: readonly Check<'regularizer'>[] = [
  {
    name: 'names the players it is for and has a penalty or a constraint',
    run: (subject) =>
      forSamples(subject, ({ regularizer }) => {
        const { players, penalty, constrain } = regularizer;
        const known = players.every((player) => player === 'generator' || player === 'discriminator');
        ensure(
          players.length > 0 && known,
          `Its players are [${players.join(', ')}]: name generator or discriminator.`,
        );
        ensure(penalty || constrain, 'It has neither a penalty nor a constraint.');
      }),
  },
  {
    name: 'returns a finite float32 scalar for samples of every shape',
    run: (subject) =>
      forSamples(subject, (opened) => {
        if (!opened.regularizer.penalty) return skip('it has no penalty');
        for (const player of opened.regularizer.players) {
          const value: unknown = penaltyOf(opened, player);
          const shape = opened.bench.data.sample.shape.join(', ');
          ensure(value instanceof tf.Tensor, `The penalty on the ${player} is no tensor but ${String(value)}.`);
          ensure(
            value.rank === 0 && value.dtype === 'float32',
            `The penalty on the ${player}, for samples [${shape}], is ${value.dtype} [${value.shape.join(', ')}], not a float32 scalar.`,
          );
          ensureFinite(valuesOf({ penalty: value }), `The ${player}'s penalty, for samples [${shape}]`);
        }
      }),
  },
  {
    name: 'has gradients with respect to the weights equal to finite differences',
    run: (subject) =>
      forSamples(subject, (opened) => {
        if (!opened.regularizer.penalty) return skip('it has no penalty');
        for (const player of opened.regularizer.players) ensureWeightGradients(opened, player);
      }),
  },
  {
    name: 'reaches every player it names',
    run: (subject) =>
      forSamples(subject, (opened) => {
        const { regularizer, game } = opened;
        if (!regularizer.penalty) return skip('it has no penalty');
        for (const player of regularizer.players) {
          const { gradients } = game.players[player].gradients(() => ({
            terms: { penalty: penaltyOf(opened, player), connection: nothing(opened, player) },
          }));
          ensure(
            gradients.some((gradient) => numberOf(tf.sum(tf.abs(gradient))) > 0),
            `It is for the ${namesOf(regularizer.players)}, but its gradient with respect to every weight of the ${player} is zero.`,
          );
        }
      }),
  },
  {
    name: 'stays finite where scores are extreme and where gradients vanish',
    run: (subject) =>
      forSamples(subject, (opened) => {
        const { regularizer, game } = opened;
        if (!regularizer.penalty) return skip('it has no penalty');
        const where = [
          [1e4, 'scores of about 10,000'],
          [0, 'a discriminator whose weights are all zero'],
        ] as const;
        const before = new Map(game.discriminator.parameters.map(({ variable }) => [variable, tf.clone(variable)]));
        for (const [factor, what] of where) {
          for (const [variable, value] of before) variable.assign(value);
          scale(game.discriminator, factor);
          for (const player of regularizer.players) {
            const { gradients, report } = game.players[player].gradients(() => ({
              terms: { penalty: penaltyOf(opened, player) },
            }));
            const values = valuesOf({
              ...report,
              ...Object.fromEntries(gradients.map((g, i) => [`gradient ${i}`, g])),
            });
            ensureFinite(values, `With ${what} the ${player}'s penalty or its gradient is not finite`);
          }
        }
      }),
  },
  {
    name: 'moves weights by its constraint, and to finite values',
    run: (subject) =>
      forSamples(subject, ({ regularizer, game }) => {
        if (!regularizer.constrain) return skip('it has no constraint');
        for (const player of regularizer.players) {
          const network = game[player];
          scale(network, 100);
          const variables = network.parameters.map(({ variable }) => variable);
          const before = variables.map((variable) => tf.clone(variable));
          regularizer.constrain({ player, variables });
          const moved = variables.some((variable, i) => numberOf(tf.sum(tf.abs(tf.sub(variable, before[i]!)))) > 0);
          ensure(moved, `Its constraint leaves every weight of the ${player} as it is, however large.`);
          ensureFinite(
            valuesOf(Object.fromEntries(variables.map((v, i) => [`weight ${i}`, v]))),
            'After the constraint',
          );
        }
      }),
  },
  ...stepChecks(makeStep),
];

function ensureWeightGradients(opened: Opened, player: PlayerName): void {
  const { game, bench } = opened;
  const { parameters } = game[player];
  const held = new HeldState(bench.state);
  const start = parameters.map(({ variable }) => tf.clone(variable));
  const { gradients } = held.evaluate(() =>
    game.players[player].gradients(() => ({ terms: { penalty: penaltyOf(opened, player) } })),
  );
  const total = Math.sqrt(gradients.reduce((sum, gradient) => sum + numberOf(tf.sum(tf.square(gradient))), 0));
  const size = parameters.reduce((sum, { variable }) => sum + variable.size, 0);
  for (const [i, { name, variable }] of parameters.entries()) {
    const direction = tf.tidy(() => {
      const draw = new StepRandom(i, tf.scalar(0, 'int32'), '/direction').normal(variable.shape);
      return tf.div(draw, tf.norm(draw));
    });
    const derivative = numberOf(tf.sum(tf.mul(gradients[i]!, direction)));
    const along = (t: number) =>
      held.evaluate(() => {
        tf.Variable.prototype.assign.call(variable, tf.add(start[i]!, tf.mul(direction, t)));
        return numberOf(penaltyOf(opened, player));
      });
    const value = Math.abs(along(0));
    const floor = Math.max((1e-2 * total) / Math.sqrt(size), 1e-3 * value, 1e-6);
    const verdict = compareDerivative(along, derivative, { tolerance: 1e-2, floor });
    ensure(
      verdict.kind !== 'differs',
      () =>
        `Its gradient with respect to '${name}' is ${derivative.toPrecision(4)} along a direction in which the penalty on ` +
        `the ${player} changes by ${(verdict as { measured: number }).measured.toPrecision(4)}.`,
    );
  }
  held.dispose();
}
