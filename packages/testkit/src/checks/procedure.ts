import { StepRandom, tokens, type ActiveRegularizer, type Procedure, type StepCall } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { Bench } from '../bench/services.js';
import { fixedBatch } from '../bench/tensors.js';
import { ensure, skip, type Check, type Subject } from '../check.js';
import { ensureFinite, valuesOf } from '../numbers/compare.js';
import { stepChecks, type MakeStep } from './steps.js';

interface Opened {
  readonly bench: Bench;
  readonly procedure: Procedure;
}

async function open(
  subject: Subject<'procedure'>,
  seed = 0,
  regularizers: readonly ActiveRegularizer[] = [],
): Promise<Opened> {
  const [sample] = subject.settings.samples ?? [];
  const bench = await Bench.open({ seed, ...(sample && { sample }) }, subject.settings);
  bench.provide(tokens.regularizers, regularizers);
  return { bench, procedure: await bench.create(subject) };
}

/** Runs one step of the procedure as the loop does. */
function runStep(procedure: Procedure, call: StepCall, seed: number, inputs: Readonly<Record<string, tf.Tensor>>) {
  const { step, iteration, ...batch } = inputs;
  return procedure.steps[call.step]!(
    {
      batch,
      step: step as tf.Scalar,
      iteration: iteration as tf.Scalar,
      rates: Object.fromEntries(procedure.players.map((player) => [player, tf.scalar(0.05)])),
      random: new StepRandom(seed, step as tf.Scalar, `/${call.step}`),
    },
    call.variant ?? {},
  );
}

const inputsFor = (bench: Bench, i: number) => ({
  ...fixedBatch(bench.data, bench.batch, 600 + i),
  step: tf.scalar(i, 'int32'),
  iteration: tf.scalar(i, 'int32'),
});

const makeStep: MakeStep<'procedure'> = async (subject, seed) => {
  const { bench, procedure } = await open(subject, seed);
  return {
    state: bench.state,
    draws: { count: 1 },
    dispose: () => bench.dispose(),
    inputs: (i) => inputsFor(bench, i),
    run(inputs) {
      const reports = procedure.schedule(0).flatMap((call, position) => {
        // Two steps of an iteration have two numbers.
        const number = tf.add(tf.mul(inputs['step']!, tf.scalar(16, 'int32')), tf.scalar(position, 'int32'));
        const report = runStep(procedure, call, seed, { ...inputs, step: number });
        return Object.entries(report).map(([name, value]) => [`${position} ${call.step}/${name}`, value] as const);
      });
      return Object.fromEntries(reports);
    },
  };
};

async function withProcedure(subject: Subject<'procedure'>, work: (opened: Opened) => void): Promise<void> {
  const opened = await open(subject);
  try {
    tf.tidy(() => work(opened));
  } finally {
    opened.bench.dispose();
  }
}

/** One iteration; what its steps reported. */
function iterate({ bench, procedure }: Opened, iteration: number) {
  return procedure
    .schedule(iteration)
    .map((call, i) => valuesOf(runStep(procedure, call, 0, inputsFor(bench, 10 * iteration + i))));
}

/** Which networks and steps there are. */
export const procedureChecks: readonly Check<'procedure'>[] = [
  {
    name: 'has networks, players and steps, and schedules only steps it has',
    run: (subject) =>
      withProcedure(subject, ({ procedure }) => {
        ensure(Object.keys(procedure.networks).length > 0, 'It has no networks.');
        ensure(procedure.players.length > 0, 'It has no players.');
        for (let iteration = 0; iteration < 40; iteration++) {
          const calls = procedure.schedule(iteration);
          ensure(calls.length > 0, `At iteration ${iteration} it schedules no step.`);
          for (const { step } of calls) {
            ensure(
              procedure.steps[step],
              `At iteration ${iteration} it schedules '${step}'; its steps are ${Object.keys(procedure.steps).join(', ')}.`,
            );
          }
        }
      }),
  },
  {
    name: 'reports finite scalars from every step',
    run: (subject) =>
      withProcedure(subject, (opened) => {
        for (let iteration = 0; iteration < 2; iteration++) {
          for (const report of iterate(opened, iteration)) {
            ensure(Object.keys(report).length > 0, 'A step reports nothing: there would be no curve of its loss.');
            ensureFinite(report, "A step's report");
            for (const [name, values] of Object.entries(report)) {
              ensure(values.length === 1, `The report '${name}' has ${values.length} numbers; it must be a scalar.`);
            }
          }
        }
      }),
  },
  {
    name: 'trains every network it names',
    run: (subject) =>
      withProcedure(subject, (opened) => {
        const { networks } = opened.procedure;
        const before = Object.entries(networks).map(
          ([name, { parameters }]) => [name, parameters.map(({ variable }) => variable.dataSync().slice())] as const,
        );
        iterate(opened, 0);
        iterate(opened, 1);
        for (const [name, values] of before) {
          const moved = networks[name]!.parameters.some(({ variable }, i) =>
            variable.dataSync().some((value, n) => value !== values[i]![n]),
          );
          ensure(moved, `After two iterations no weight of the network '${name}' has changed.`);
        }
      }),
  },
  {
    name: 'adds the penalties of the config to the player they name',
    async run(subject) {
      if (!Object.values(subject.plugin.inject).includes(tokens.regularizers)) return skip('it takes no regularizers');
      const seen = new Set<string>();
      const active = (['generator', 'discriminator'] as const).map((player): ActiveRegularizer => ({
        name: `probe-${player}`,
        player,
        weight: 1,
        every: 1,
        regularizer: {
          players: [player],
          penalty: (context) => {
            seen.add(context.player);
            ensure(
              context.player === player,
              `A penalty on the ${player} is told its player is the ${context.player}.`,
            );
            return tf.mean(tf.square(tf.concat(context.weights.map((weight) => tf.reshape(weight, [-1])))));
          },
        },
      }));
      const opened = await open(subject, 0, active);
      let reports: ReturnType<typeof iterate> = [];
      tf.tidy(() => {
        reports = iterate(opened, 0);
      });
      opened.bench.dispose();
      for (const { name, player } of active) {
        if (!opened.procedure.players.includes(player)) continue;
        ensure(seen.has(player), `A penalty on the ${player} is never computed.`);
        ensure(
          reports.some((report) => Object.keys(report).some((key) => key.endsWith(name))),
          `The penalty '${name}' is in no step's report.`,
        );
      }
    },
  },
  {
    name: 'has the schedule it promises where it says that it is fixed',
    run: (subject) =>
      withProcedure(subject, (opened) => {
        const { procedure } = opened;
        if (!procedure.fixedSchedule) return;
        const schedules = () => JSON.stringify([0, 1, 7, 16].map((iteration) => procedure.schedule(iteration)));
        const ahead = schedules();
        iterate(opened, 0);
        ensure(schedules() === ahead, 'It says `fixedSchedule`, but its schedule has changed after a step.');
      }),
  },
  {
    name: "generates samples of the data's shape",
    run: (subject) =>
      withProcedure(subject, ({ bench, procedure }) => {
        const random = new StepRandom(0, tf.scalar(0, 'int32'), '/sampling');
        const drawn = procedure.latents(5, random);
        const source = fixedBatch(bench.data, 5, 1);
        const inputs = Object.keys(drawn).length > 0 ? drawn : source;
        const samples = procedure.generate({ inputs, random });
        const expected = [5, ...bench.data.sample.shape].join(', ');
        ensure(
          samples.shape.join(', ') === expected,
          `Asked for 5 samples it generates [${samples.shape.join(', ')}], not [${expected}].`,
        );
        ensureFinite(valuesOf({ samples }), 'What it generates');
      }),
  },
  ...stepChecks(makeStep),
];
