import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readMetrics, type MetricsRecord } from '@saddle/core';
import { train } from '../cli/support/runs.js';
import { tiny } from '../cli/support/saddle.js';

const plugins = `
import * as tf from '@tensorflow/tfjs';
import { defineRegularizer, tokens } from '@saddle/core';
/** Its value is 3 at every weight, its gradient 1 for the first weight of the discriminator. */
export const constant = defineRegularizer({
  name: 'three', summary: 'Three',
  create: () => ({ players: ['discriminator', 'generator'], penalty: ({ weights }) => {
    const first = tf.sum(tf.slice(tf.reshape(weights[0]!, [-1]), [0], [1]));
    const held = tf.customGrad(() => ({ value: tf.scalar(3), gradFunc: (dy: tf.Tensor) => tf.clone(dy) }));
    return held(first) as tf.Scalar;
  } }),
});
export const clip = defineRegularizer({
  name: 'cut', summary: 'Cuts the weights', inject: { state: tokens.state },
  create: (_options, { state }) => {
    const calls = state.variable('calls', 0);
    return { players: ['discriminator'], constrain: ({ variables }) => {
      calls.assign(tf.add(calls, 1));
      for (const variable of variables) variable.assign(tf.clipByValue(variable, -0.01, 0.01));
    } };
  },
});
export const nan = defineRegularizer({
  name: 'broken', summary: 'Not a number',
  create: () => ({ players: ['generator'], penalty: () => tf.scalar(Number.NaN) }),
});
`;

describe('regularizers within a run', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'saddle-test-'));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'regularizers.ts'), plugins);
  });
  after(() => rmSync(folder, { recursive: true }));

  async function run(name: string, ...set: string[]): Promise<MetricsRecord[]> {
    const config = join(folder, 'config.yaml');
    writeFileSync(config, `extends: ${JSON.stringify(tiny('ring'))}\nplugins: [./regularizers.ts]\n`);
    const common = [
      'runtime.compile=off',
      'budget.iterations=8',
      'logging.every=1',
      'sampling={every: 1000, animation: false}',
    ];
    await train(config, join(folder, name), { set: [...common, ...set] });
    return readMetrics(join(folder, name, 'metrics.jsonl'));
  }

  const column = (records: MetricsRecord[], name: string) =>
    records.map(({ values }) => (values as Record<string, number>)[name]);

  it('are weighted, and in every n-th iteration n times as much', async () => {
    const always = await run('always', 'regularizers=[{use: three, weight: 0.5}]');
    expect(column(always, 'discriminator/three')).to.deep.equal(Array.from({ length: 8 }, () => 1.5));
    const lazy = await run('lazy', 'regularizers=[{use: three, weight: 0.5, every: 4}]');
    expect(column(lazy, 'discriminator/three')).to.deep.equal([
      6,
      undefined,
      undefined,
      undefined,
      6,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('are told apart where one is used twice, each for its player', async () => {
    const twice = await run(
      'twice',
      'regularizers=[{use: three}, {use: three, weight: 2}, {use: three, player: generator}]',
    );
    const values = twice[0]!['values'] as Record<string, number>;
    expect(values).to.include({ 'discriminator/three': 3, 'discriminator/three-2': 6, 'generator/three-3': 3 });
  });

  it('constrain after each update of their player alone, with state of their own', async () => {
    const config = 'regularizers=[{use: cut}]';
    await run('cut', config, 'procedure={use: alternating, discriminatorSteps: 2}');
    const { RunDirectory } = await import('@saddle/core');
    const { tensors } = new RunDirectory(join(folder, 'cut')).checkpoints.read(8);
    expect([...tensors.get('regularizers[0]/calls')!.data]).to.deep.equal([16]);
    for (const [name, { data }] of tensors) {
      const largest = Math.max(...[...data].map(Math.abs));
      if (/^discriminator\/.*(kernel|bias)$/.test(name)) expect(largest, name).to.be.at.most(0.0100001);
      if (/^generator\/.*kernel$/.test(name)) expect(largest, name).to.be.greaterThan(0.0100001);
    }
  });

  it('that are not a number stop the run by their name', async () => {
    const error = await run('broken', 'regularizers=[{use: broken}]').then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error).to.have.property('code', 'SADDLE_TRAIN_DIVERGED');
    expect(error!.message).to.include("iteration 1: 'broken' of the generator step is NaN");
  });

  it('are refused for a player that they are not for', async () => {
    const error = await run('wrong', 'regularizers=[{use: cut, player: generator}]').then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error).to.have.property('code', 'SADDLE_CONFIG_INCOMPATIBLE');
    expect(error!.message).to.include("'cut' is not for the generator");
  });
});
