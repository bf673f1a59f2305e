import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import {
  AveragedNetwork,
  clipGradients,
  duePenalties,
  dueVariant,
  globalNorm,
  Network,
  Player,
  State,
  type ActiveRegularizer,
  type Optimizer,
  type OptimizerSettings,
} from '@saddle/core';
import { expectNumbers } from '../../support/numbers.js';

/** Plain descent without slots. */
const descent: Optimizer = {
  bind: (parameters) => (gradients, rates) =>
    parameters.forEach(({ variable }, i) => variable.assign(tf.sub(variable, tf.mul(rates[i]!, gradients[i]!)))),
};

const settings = (more: Partial<OptimizerSettings> = {}): OptimizerSettings => ({
  optimizer: descent,
  learningRate: 1,
  groups: [],
  ...more,
});

describe('gradient clipping', () => {
  const gradients = () => [
    tf.tensor2d([
      [3, -4],
      [0.5, 12],
    ]),
    tf.tensor1d([-1, 2, 0.25]),
  ];

  it("by norm gives the numbers of PyTorch's clip_grad_norm_", () => {
    tf.tidy(() => {
      // PyTorch 2.13.0: clip_grad_norm_([a, b], 1.0) with the same gradients.
      const expected = [0.2272254377603531, -0.30296725034713745, 0.03787090629339218, 0.9089017510414124];
      const expectedB = [-0.07574181258678436, 0.15148362517356873, 0.01893545314669609];
      const norm = globalNorm(gradients());
      expectNumbers(norm, [13.202746391296387], 1e-6);
      const [a, b] = clipGradients(gradients(), { norm: 1 }, norm);
      expectNumbers(a!, expected, 1e-7);
      expectNumbers(b!, expectedB, 1e-7);
      const [same] = clipGradients(gradients(), { norm: 100 }, norm);
      expectNumbers(same!, [3, -4, 0.5, 12], 0);
    });
  });

  it("by value gives the numbers of PyTorch's clip_grad_value_", () => {
    tf.tidy(() => {
      const [a] = clipGradients(gradients(), { value: 1.5 }, tf.scalar(0));
      expectNumbers(a!, [1.5, -1.5, 0.5, 1.5], 0);
    });
  });

  it('leaves zero gradients zero', () => {
    tf.tidy(() => {
      const zero = [tf.zeros([3])];
      expectNumbers(clipGradients(zero, { norm: 1 }, globalNorm(zero))[0]!, [0, 0, 0], 0);
    });
  });
});

describe('a player', () => {
  const parameters = () => [
    { name: 'g/kernel', variable: tf.variable(tf.tensor1d([1, 2])) },
    { name: 'g/bias', variable: tf.variable(tf.tensor1d([3])) },
    { name: 'g/unused', variable: tf.variable(tf.tensor1d([4])) },
  ];

  it('minimises the sum of its terms, and reports each, what was asked for and the norm before clipping', () => {
    const [w, b, unused] = parameters();
    const player = new Player('p', [w!, b!, unused!], settings({ clip: { value: 1.5 } }));
    const before = tf.memory().numTensors;
    const reports = tf.tidy(() => {
      const results = player.minimize(
        () => ({
          terms: {
            loss: tf.sum(tf.square(w!.variable)) as tf.Scalar,
            penalty: tf.mul(3, tf.sum(b!.variable)) as tf.Scalar,
          },
          report: { 'score/real': tf.mean(w!.variable) as tf.Scalar },
        }),
        tf.scalar(0.1),
      );
      return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, value.dataSync()[0]!]));
    });
    // Gradients [2, 4], [3], [0]; each cut to 1.5.
    expect(reports).to.deep.include({ loss: 5, penalty: 9, 'score/real': 1.5 });
    expect(reports['gradient-norm']).to.be.closeTo(Math.sqrt(4 + 16 + 9), 1e-5);
    expectNumbers(w!.variable, [1 - 0.15, 2 - 0.15], 1e-6);
    expectNumbers(b!.variable, [3 - 0.15], 1e-6);
    expectNumbers(unused!.variable, [4], 0);
    expect(tf.memory().numTensors).to.equal(before);
  });

  it('gives groups of parameters rates of their own, the first that matches; 0 freezes', () => {
    const [w, b] = parameters();
    const groups = [
      { match: 'bias', rate: 0 },
      { match: 'g/', rate: 2 },
    ];
    const player = new Player('p', [w!, b!], settings({ groups }));
    tf.tidy(
      () =>
        void player.minimize(
          () => ({ terms: { loss: tf.add(tf.sum(w!.variable), tf.sum(b!.variable)) as tf.Scalar } }),
          tf.scalar(0.25),
        ),
    );
    expectNumbers(w!.variable, [0.5, 1.5], 0);
    expectNumbers(b!.variable, [3], 0);
  });

  it('refuses a term that is no scalar, and says what to do', () => {
    const [w] = parameters();
    const player = new Player('p', [w!], settings());
    expect(() =>
      tf.tidy(
        () =>
          void player.minimize(
            () => ({ terms: { loss: tf.square(w!.variable) as tf.Tensor as tf.Scalar } }),
            tf.scalar(1),
          ),
      ),
    )
      .to.throw('tf.mean')
      .with.property('code', 'SADDLE_PLUGIN_CONTRACT');
  });
});

describe('averaged weights', () => {
  it('follow the weights exactly before the start, then decay: a <- d a + (1 - d) w', () => {
    const state = new State();
    const network = new Network(
      'g',
      tf.sequential({ layers: [tf.layers.dense({ units: 1, useBias: false, inputShape: [1] })] }),
      'samples',
      state,
    );
    const { variable } = network.parameters[0]!;
    const average = new AveragedNetwork(network, { decay: 0.9, start: 2 }, state);
    expect([...state.variables.keys()]).to.deep.equal(['g/0-dense/kernel', 'averages/g/0-dense/kernel']);
    let expected = 0;
    [5, -3, 2, 8, 1].forEach((weight, iteration) => {
      tf.tidy(() => {
        variable.assign(tf.fill([1, 1], weight));
        average.update(tf.scalar(iteration, 'int32'));
      });
      expected = iteration < 2 ? weight : 0.9 * expected + 0.1 * weight;
      expectNumbers(Object.values(average.weights)[0]!, [expected], 1e-6);
    });
    const output = tf.tidy(
      () => network.apply(tf.ones([1, 1]), { weights: average.weights })['samples']!.dataSync()[0],
    );
    expect(output).to.be.closeTo(expected, 1e-6);
    state.dispose();
  });
});

describe('lazy penalties', () => {
  const active = (name: string, every: number) => ({ name, every }) as ActiveRegularizer;
  const penalties = [active('a', 1), active('b', 4), active('c', 3)];

  it('are due in every n-th iteration, the first included', () => {
    const due = Array.from({ length: 13 }, (_, i) =>
      duePenalties(penalties, dueVariant(penalties, i))
        .map(({ name }) => name)
        .join(''),
    );
    expect(due).to.deep.equal(['abc', 'a', 'a', 'ac', 'ab', 'a', 'ac', 'a', 'ab', 'ac', 'a', 'a', 'abc']);
  });
});
