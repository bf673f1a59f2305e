import type { Parameter, Update } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { Bench } from '../bench/services.js';
import { fixedNormal } from '../bench/tensors.js';
import { ensure, type Check, type Subject } from '../check.js';
import { stepChecks, type MakeStep } from './steps.js';

interface Opened {
  readonly bench: Bench;
  readonly parameters: readonly Parameter[];
  readonly update: Update;
}

async function open(subject: Subject<'optimizer'>): Promise<Opened> {
  const bench = await Bench.open({}, subject.settings);
  const optimizer = await bench.create(subject, 'optimizers.player');
  const parameters = (['kernel', 'bias'] as const).map((name, i) => {
    const initial = fixedNormal(i === 0 ? [3, 4] : [4], 60 + i);
    const variable = bench.state.scope('network').variable(name, initial);
    initial.dispose();
    return { name: `network/${name}`, variable };
  });
  return { bench, parameters, update: optimizer.bind(parameters) };
}

/** Of a bowl with its lowest point at 0, steeper in some directions. */
const slope = ({ variable }: Parameter, i: number) => tf.mul(variable, i === 0 ? 1 : 3);

const makeStep: MakeStep<'optimizer'> = async (subject, seed) => {
  const { bench, parameters, update } = await open(subject);
  return {
    state: bench.state,
    draws: { count: 0 },
    dispose: () => bench.dispose(),
    inputs: (i) => ({ rate: tf.scalar(0.01), noise: fixedNormal([3, 4], 500 + i + seed), step: tf.scalar(i, 'int32') }),
    run({ rate, noise }) {
      const gradients = parameters.map((parameter, i) =>
        i === 0 ? tf.add(slope(parameter, i), noise!) : slope(parameter, i),
      );
      update(gradients, [rate as tf.Scalar, rate as tf.Scalar]);
      return Object.fromEntries(parameters.map(({ name, variable }) => [name, tf.clone(variable)]));
    },
  };
};

const heights = (parameters: readonly Parameter[]) =>
  parameters.map(({ variable }) => tf.tidy(() => tf.sum(tf.square(variable)).dataSync()[0]!));

const steps = (opened: Opened, rates: readonly number[], count: number) => {
  for (let i = 0; i < count; i++) {
    tf.tidy(() =>
      opened.update(
        opened.parameters.map(slope),
        rates.map((rate) => tf.scalar(rate)),
      ),
    );
  }
};

/** Update rules. */
export const optimizerChecks: readonly Check<'optimizer'>[] = [
  {
    name: 'goes downhill',
    async run(subject) {
      const opened = await open(subject);
      const before = heights(opened.parameters);
      steps(opened, [0.01, 0.01], 100);
      const after = heights(opened.parameters);
      opened.bench.dispose();
      before.forEach((height, i) => {
        ensure(after[i]! < height, `100 steps in a quadratic bowl go from a height of ${height} to ${after[i]}.`);
      });
    },
  },
  {
    name: 'stands still at a learning rate of 0, for each parameter by itself',
    async run(subject) {
      const opened = await open(subject);
      const before = opened.parameters.map(({ variable }) => variable.dataSync().slice());
      steps(opened, [0.05, 0], 3);
      const [moved, frozen] = opened.parameters.map(({ variable }, i) =>
        variable.dataSync().some((value, n) => value !== before[i]![n]),
      );
      opened.bench.dispose();
      ensure(moved, 'A parameter with a learning rate above 0 does not move.');
      ensure(!frozen, 'A parameter with a learning rate of 0 moves: use the rate given for each parameter.');
    },
  },
  ...stepChecks(makeStep),
];
