import { unrolled } from '@saddle/procedures';
import {
  AveragedNetworks,
  fixedStream,
  NetworkFactory,
  Optimizers,
  State,
  type Optimizer,
  type Procedure,
  type StepInputs,
} from '@saddle/core';
import { wasserstein } from '@saddle/loss-wasserstein';
import { nonSaturating } from '@saddle/loss-nonsaturating';
import { installSecondOrderGradients } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { lossOf } from '../support/cross-entropy-loss.js';
import { pattern } from '../support/pattern.js';

const batch = 4;

/** A dense layer (weights by pattern), tanh, a dense layer. */
function network(inputs: number, outputs: number, name: string, key: number): tf.LayersModel {
  const x = tf.input({ shape: [inputs], name: name === 'samples' ? 'latent' : 'samples' });
  const hidden = tf.layers.dense({ units: 3, activation: 'tanh', useBias: false }).apply(x) as tf.SymbolicTensor;
  const y = tf.layers.dense({ units: outputs, useBias: false, name }).apply(hidden) as tf.SymbolicTensor;
  const model = tf.model({ inputs: x, outputs: y });
  model.setWeights(model.getWeights().map((weight, i) => pattern(weight.shape, key + i)));
  return model;
}

/** Keeps the gradients it is given, and changes nothing. */
function recorder() {
  const seen: tf.Tensor[][] = [];
  const optimizer: Optimizer = {
    bind: () => (gradients) => void seen.push(gradients.map((gradient) => tf.keep(gradient.clone()))),
  };
  return { seen, optimizer };
}

async function build(steps: number, rate: number, lossName: 'wasserstein' | 'non-saturating') {
  const state = new State();
  const generator = recorder();
  const settings = { learningRate: 1, groups: [] };
  const loss = await lossOf(lossName === 'wasserstein' ? wasserstein : nonSaturating);
  const procedure: Procedure = await unrolled.create(unrolled.options.parse({ steps, rate }), {
    architecture: { generator: () => network(2, 2, 'samples', 1), discriminator: () => network(2, 1, 'scores', 5) },
    loss,
    regularizers: [],
    augmentations: [],
    latent: { size: 2, sample: ({ count }: { count: number }) => ({ latent: pattern([count, 2], 10) }) },
    networks: new NetworkFactory(0, state),
    optimizers: new Optimizers({
      generator: { ...settings, optimizer: generator.optimizer },
      discriminator: { ...settings, optimizer: recorder().optimizer },
    }),
    averages: new AveragedNetworks(undefined, state),
    data: { sample: { shape: [2], range: 'unbounded' } },
    run: { batch, iterations: 1, baseDirectory: '.' },
    classes: 0,
    state,
  });
  const scalar = (value: number) => tf.scalar(value);
  const inputs: StepInputs = {
    batch: { samples: pattern([batch, 2], 11) },
    step: tf.scalar(0, 'int32'),
    iteration: tf.scalar(0, 'int32'),
    rates: { generator: scalar(1), discriminator: scalar(1) },
    random: fixedStream(0, 'test'),
  };
  return { procedure, inputs, loss, seen: generator.seen };
}

/** The same in double precision, in JavaScript: the loss of the generator after the discriminator's virtual descent. */
function unrolledLoss(flat: readonly number[], steps: number, rate: number, lossName: string): number {
  const g = [matrix(flat.slice(0, 6), 2, 3), matrix(flat.slice(6), 3, 2)] as const;
  const z = matrix(values([batch, 2], 10), batch, 2);
  const real = matrix(values([batch, 2], 11), batch, 2);
  const fake = product(
    product(z, g[0]).map((row) => row.map(Math.tanh)),
    g[1],
  );
  let first = matrix(values([2, 3], 5), 2, 3);
  let second = matrix(values([3, 1], 6), 3, 1);
  const softplus = (x: number) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0);
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const scores = (x: number[][]) =>
    product(
      product(x, first).map((row) => row.map(Math.tanh)),
      second,
    ).map(([s]) => s!);
  for (let step = 0; step < steps; step++) {
    const gradientFirst = [Array(3).fill(0), Array(3).fill(0)] as number[][];
    const gradientSecond = [[0], [0], [0]];
    for (const [x, slope] of [
      [real, (s: number) => (lossName === 'wasserstein' ? -1 : -sigmoid(-s))],
      [fake, (s: number) => (lossName === 'wasserstein' ? 1 : sigmoid(s))],
    ] as const) {
      const hidden = product(x, first).map((row) => row.map(Math.tanh));
      const out = scores(x);
      x.forEach((row, n) => {
        const outer = slope(out[n]!) / batch;
        for (let j = 0; j < 3; j++) {
          gradientSecond[j]![0]! += outer * hidden[n]![j]!;
          const inner = outer * second[j]![0]! * (1 - hidden[n]![j]! ** 2);
          for (let i = 0; i < 2; i++) gradientFirst[i]![j]! += inner * row[i]!;
        }
      });
    }
    first = first.map((row, i) => row.map((w, j) => w - rate * gradientFirst[i]![j]!));
    second = second.map((row, i) => row.map((w, j) => w - rate * gradientSecond[i]![j]!));
  }
  const final = scores(fake);
  const terms = final.map((s) => (lossName === 'wasserstein' ? -s : softplus(-s)));
  return terms.reduce((a, b) => a + b, 0) / batch;
}

const values = (shape: number[], key: number): number[] => [...pattern(shape, key).dataSync()];
const matrix = (flat: readonly number[], rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, (_, i) => flat.slice(i * columns, (i + 1) * columns));
const product = (a: number[][], b: number[][]): number[][] =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));

describe('procedure unrolled', () => {
  before(() => installSecondOrderGradients());

  for (const lossName of ['wasserstein', 'non-saturating'] as const) {
    for (const steps of [0, 1, 3]) {
      it(`${lossName}: the gradient through ${steps} virtual steps equals finite differences in double precision`, async () => {
        const rate = 0.7;
        const { procedure, inputs, seen } = await build(steps, rate, lossName);
        procedure.steps['generator']!(inputs, {});
        const found = seen[0]!.flatMap((gradient) => [...gradient.dataSync()]);
        const point = [...values([2, 3], 1), ...values([3, 2], 2)];
        const width = 1e-5;
        const expected = point.map((_, i) => {
          const at = (shift: number) =>
            unrolledLoss(
              point.map((value, k) => (k === i ? value + shift : value)),
              steps,
              rate,
              lossName,
            );
          return (at(width) - at(-width)) / (2 * width);
        });
        found.forEach((value, i) =>
          expect(value).to.be.closeTo(expected[i]!, 1e-5 * Math.max(1, Math.abs(expected[i]!))),
        );
      });
    }
  }

  it('leaves the discriminator as it is in the step of the generator', async () => {
    const { procedure, inputs } = await build(3, 0.7, 'wasserstein');
    const weights = () =>
      procedure.networks['discriminator']!.parameters.map(({ variable }) => [...variable.dataSync()]);
    const before = weights();
    procedure.steps['generator']!(inputs, {});
    expect(weights()).to.deep.equal(before);
  });
});
