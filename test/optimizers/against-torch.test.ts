import { State, type Optimizer, type Plugin, type Update } from '@saddle/core';
import { adam, optimisticAdam, rmsprop, sgd } from '@saddle/optimizers';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { expectNumbers } from '../support/numbers.js';
import { pattern } from '../support/pattern.js';
import { reference } from '../support/reference.js';

interface Case {
  name: string;
  use: string;
  options: object;
  rate: number;
  states: Record<string, number[][]>;
}

const { optimizers } = reference<{ optimizers: Case[] }>('torch/optimizers');
const plugins: readonly Plugin<'optimizer'>[] = [adam, optimisticAdam, rmsprop, sgd];
const shapes = [[3, 2], [4]];

interface Bound {
  state: State;
  variables: tf.Variable[];
  update: Update;
}

async function bind({ use, options }: Case): Promise<Bound> {
  const plugin = plugins.find(({ name }) => name === use)!;
  const state = new State();
  const optimizer: Optimizer = await plugin.create(plugin.options.parse(options), { state: state.scope('optimizer') });
  const variables = shapes.map((shape, key) => state.variable(`network/${key}`, pattern(shape, key)));
  const update = optimizer.bind(variables.map((variable, key) => ({ name: `network/${key}`, variable })));
  return { state, variables, update };
}

/** The gradients that test/references/torch/optimizers.py gives in the same step. */
const gradientsOf = (variables: readonly tf.Variable[], step: number): tf.Tensor[] =>
  variables.map((variable, i) =>
    tf.add(pattern(shapes[i]!, 100 + 2 * step + i, 1 + (step % 7)), tf.mul(variable, 0.1)),
  );

const train = ({ variables, update }: Bound, rate: number, from: number, to: number) => {
  for (let step = from; step <= to; step++) {
    tf.tidy(() => update(gradientsOf(variables, step), [tf.scalar(rate), tf.scalar(rate)]));
  }
};

const copy = (state: State) =>
  new Map([...state.variables].map(([name, variable]) => [name, { shape: variable.shape, data: variable.dataSync() }]));

describe('optimizers', () => {
  for (const expected of optimizers) {
    it(`${expected.name} equals PyTorch over 100 steps to 1e-6`, async () => {
      const bound = await bind(expected);
      let done = 0;
      for (const [step, values] of Object.entries(expected.states)) {
        train(bound, expected.rate, done + 1, Number(step));
        done = Number(step);
        bound.variables.forEach((variable, i) => expectNumbers(variable, values[i]!, 1e-6));
      }
      expect(done).to.equal(100);
    });

    it(`${expected.name} goes on bit for bit from saved state`, async () => {
      const whole = await bind(expected);
      train(whole, expected.rate, 1, 10);
      const saved = copy(whole.state);
      train(whole, expected.rate, 11, 20);

      const resumed = await bind(expected);
      expect([...resumed.state.variables.keys()]).to.deep.equal([...saved.keys()]);
      for (const [name, variable] of resumed.state.variables) {
        const { shape, data } = saved.get(name)!;
        variable.assign(tf.tensor(data, shape));
      }
      train(resumed, expected.rate, 11, 20);
      expect(copy(resumed.state)).to.deep.equal(copy(whole.state));
    });

    it(`${expected.name} leaves no tensors behind`, async () => {
      const bound = await bind(expected);
      train(bound, expected.rate, 1, 2);
      const before = tf.memory().numTensors;
      train(bound, expected.rate, 3, 6);
      expect(tf.memory().numTensors).to.equal(before);
    });
  }

  it('take a rate per parameter, and a rate of 0 freezes it', async () => {
    const bound = await bind(optimizers[0]!);
    const [first, second] = bound.variables.map((variable) => variable.dataSync().slice());
    bound.update(gradientsOf(bound.variables, 1), [tf.scalar(0), tf.scalar(0.1)]);
    expect([...bound.variables[0]!.dataSync()]).to.deep.equal([...first!]);
    expect([...bound.variables[1]!.dataSync()]).not.to.deep.equal([...second!]);
  });

  it('refuse nesterov without momentum', () => {
    expect(sgd.options.safeParse({ nesterov: true }).success).to.equal(false);
  });
});
