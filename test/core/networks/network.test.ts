import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { HostRandom, Network, NetworkFactory, restoreSnapshot, State, takeSnapshot } from '@saddle/core';
import { installSecondOrderGradients } from '@saddle/nn';
import { expectNumbers } from '../../support/numbers.js';

const model = () =>
  tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, activation: 'tanh', inputShape: [3] }),
      tf.layers.batchNormalization(),
      tf.layers.dense({ units: 1 }),
    ],
  });

describe('a network', () => {
  // As every run does: tfjs's own gradients of some ops cannot be differentiated once more.
  before(installSecondOrderGradients);
  let state: State;
  let network: Network;
  beforeEach(() => {
    state = new State();
    network = new NetworkFactory(1, state).build('discriminator', 'scores', model);
  });
  afterEach(() => state.dispose());

  it('registers its weights under names that do not depend on what else the process has built', () => {
    const other = new State();
    const again = new NetworkFactory(1, other).build('discriminator', 'scores', model);
    expect([...other.variables.keys()]).to.deep.equal([...state.variables.keys()]);
    expect([...state.variables.keys()]).to.deep.equal([
      'discriminator/0-dense/kernel',
      'discriminator/0-dense/bias',
      'discriminator/1-batch-normalization/gamma',
      'discriminator/1-batch-normalization/beta',
      'discriminator/1-batch-normalization/moving_mean',
      'discriminator/1-batch-normalization/moving_variance',
      'discriminator/2-dense/kernel',
      'discriminator/2-dense/bias',
    ]);
    // The averages of batch normalization are state, but no optimizer's.
    expect(again.parameters.map(({ name }) => name)).to.not.include('discriminator/1-batch-normalization/moving_mean');
    expect(again.parameterCount).to.equal(3 * 4 + 4 + 4 + 4 + 4 + 1);
    other.dispose();
  });

  it("has initial weights from the run's seed, tfjs's own initializers too, and other ones under another name", () => {
    const first = (seed: number, name: string) => {
      const own = new State();
      new NetworkFactory(seed, own).build(name, 'scores', model);
      const values = [...own.variables.values()][0]!.dataSync().join();
      own.dispose();
      return values;
    };
    const original = Math.random;
    expect(first(0, 'a')).to.equal(first(0, 'a'));
    expect(new Set([first(0, 'a'), first(1, 'a'), first(0, 'b')])).to.have.length(3);
    expect(Math.random).to.equal(original);
  });

  it('is applied with given weights, and its own come back, after an error too', () => {
    tf.tidy(() => {
      const x = tf.ones([2, 3]);
      const own = network.apply(x)['scores']!.dataSync();
      const zero = Object.fromEntries(network.parameters.map(({ name, variable }) => [name, tf.zerosLike(variable)]));
      expect([...network.apply(x, { weights: zero })['scores']!.dataSync()]).to.deep.equal([0, 0]);
      expect([...network.apply(x)['scores']!.dataSync()]).to.deep.equal([...own]);
      const wrong = { 'discriminator/0-dense/kernel': tf.zeros([7, 7]) };
      expect(() => network.apply(x, { weights: wrong })).to.throw();
      expect([...network.apply(x)['scores']!.dataSync()]).to.deep.equal([...own]);
    });
  });

  it('is differentiated through a virtual update as finite differences say', () => {
    // f(w) = mean D(x; w - r g(w)) with g the gradient of mean D(x; w)^2: an unrolled step.
    const random = new HostRandom(4);
    const x = tf.tensor2d(
      Float32Array.from({ length: 15 }, () => random.normal()),
      [5, 3],
    );
    const rate = 0.5;
    const kernel = network.parameters.find(({ name }) => name.endsWith('0-dense/kernel'))!;
    const others = network.parameters.filter((parameter) => parameter !== kernel);
    const unrolled = (value: tf.Tensor): tf.Scalar => {
      const inner = (w: tf.Tensor) =>
        tf.mean(tf.square(network.apply(x, { weights: { [kernel.name]: w } })['scores']!)) as tf.Scalar;
      const virtual = tf.sub(value, tf.mul(rate, tf.grad(inner)(value)));
      return tf.mean(network.apply(x, { weights: { [kernel.name]: virtual } })['scores']!) as tf.Scalar;
    };
    const start = kernel.variable.arraySync() as number[][];
    const at = (row: number, column: number, move: number) =>
      tf.tidy(() => {
        const moved = start.map((values) => [...values]);
        moved[row]![column]! += move;
        return unrolled(tf.tensor2d(moved)).dataSync()[0]!;
      });
    const gradient = tf.tidy(() => tf.grad(unrolled)(tf.clone(kernel.variable)).arraySync()) as number[][];
    const h = 2e-2;
    for (const [row, values] of gradient.entries()) {
      for (const [column, value] of values.entries()) {
        // Fourth order, so that float32 suffices for three digits.
        const difference =
          (8 * (at(row, column, h) - at(row, column, -h)) - (at(row, column, 2 * h) - at(row, column, -2 * h))) /
          (12 * h);
        expect(value, `[${row}, ${column}]`).to.be.closeTo(difference, 1e-3 * Math.max(1, Math.abs(difference)));
      }
    }
    expect(others).to.have.length(5);
    x.dispose();
  });

  it('takes named inputs and says what is missing', () => {
    const own = new State();
    const conditional = new NetworkFactory(0, own).build('generator', 'samples', () => {
      const latent = tf.input({ shape: [2], name: 'latent' });
      const labels = tf.input({ shape: [2], name: 'labels' });
      const joined = tf.layers.concatenate().apply([latent, labels]) as tf.SymbolicTensor;
      return tf.model({
        inputs: [latent, labels],
        outputs: tf.layers.dense({ units: 2 }).apply(joined) as tf.SymbolicTensor,
      });
    });
    tf.tidy(() => {
      const inputs = { labels: tf.zeros([1, 2]), latent: tf.ones([1, 2]) };
      expect(conditional.apply(inputs)['samples']!.shape).to.deep.equal([1, 2]);
      expect(() => conditional.apply(tf.ones([1, 2])))
        .to.throw('labels')
        .with.property('code', 'SADDLE_PLUGIN_CONTRACT');
    });
    own.dispose();
  });

  it('comes back from a snapshot; one of other names or shapes changes nothing', () => {
    const snapshot = takeSnapshot(state, 3);
    const before = tf.tidy(() => network.apply(tf.ones([2, 3]))['scores']!.dataSync());
    for (const { variable } of network.weights) variable.assign(tf.zerosLike(variable));
    const tensors = new Map(snapshot.tensors);
    tensors.delete('discriminator/0-dense/bias');
    tensors.set('discriminator/2-dense/bias', { dtype: 'float32', shape: [2], data: new Float32Array(2) });
    tensors.set('other', { dtype: 'float32', shape: [], data: new Float32Array(1) });
    expect(() => restoreSnapshot(state, { ...snapshot, tensors }))
      .to.throw(/0-dense\/bias' is missing.*2-dense\/bias' has shape \[2\].*'other' of the checkpoint is unknown/)
      .with.property('code', 'SADDLE_CHECKPOINT_MISMATCH');
    expect(network.weights.every(({ variable }) => variable.dataSync().every((value) => value === 0))).to.equal(true);
    restoreSnapshot(state, snapshot);
    expectNumbers(
      tf.tidy(() => network.apply(tf.ones([2, 3]))['scores']!),
      before,
      0,
    );
  });
});

describe('registered state', () => {
  it('refuses one name twice, whatever it is for', () => {
    const state = new State();
    state.scope('a').variable('x', 1);
    state.record('r', 0);
    expect(() => state.variable('a/x', 2))
      .to.throw("'a/x'")
      .with.property('code', 'SADDLE_STATE_DUPLICATE');
    expect(() => state.record('a/x', 2))
      .to.throw()
      .with.property('code', 'SADDLE_STATE_DUPLICATE');
    expect(() => state.constant('r', tf.scalar(1)))
      .to.throw()
      .with.property('code', 'SADDLE_STATE_DUPLICATE');
    state.dispose();
  });

  it('brings variables, records and int32 and bool values back, and keeps copies', () => {
    const state = new State();
    const kept = [
      state.variable('f', tf.tensor1d([1.5, -2])),
      state.variable('i', tf.tensor1d([2 ** 31 - 1, -5], 'int32')),
      state.variable('b', tf.tensor1d([true, false], 'bool')),
    ];
    const record = state.record('r', { k: [1, 2] });
    const snapshot = takeSnapshot(state, 0);
    for (const variable of kept) variable.assign(tf.zerosLike(variable));
    record.value.k.push(3);
    restoreSnapshot(state, snapshot);
    expect(kept.map((variable) => [...variable.dataSync()].map(Number))).to.deep.equal([
      [1.5, -2],
      [2 ** 31 - 1, -5],
      [1, 0],
    ]);
    expect(record.value).to.deep.equal({ k: [1, 2] });
    record.value.k.push(4);
    expect(snapshot.records['r']).to.deep.equal({ k: [1, 2] });
    state.dispose();
  });
});
