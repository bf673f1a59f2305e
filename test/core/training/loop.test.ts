import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import {
  createBatchSource,
  eagerRuntime,
  MetricsLog,
  readMetrics,
  RunDirectory,
  State,
  TrainingLoop,
  type DatasetReader,
  type Procedure,
  type Runtime,
  type TrainingPlan,
} from '@saddle/core';

/** Example i is the number i. */
const reader: DatasetReader = {
  info: {
    sample: { shape: [1], range: 'unbounded' },
    length: 40,
    classes: [],
    fields: { samples: { shape: [1], dtype: 'float32' } },
    digest: '',
  },
  read: (indices) => ({ samples: Float32Array.from(indices) }),
};

interface Toy {
  readonly procedure: Procedure;
  readonly state: State;
  /** Iterations that the procedure was told of. */
  readonly observed: number[];
}

/** Two steps that write down what they get: a sum over all that reached them, in an order that matters. */
function toy(report?: (values: { x: tf.Scalar; iteration: tf.Scalar }) => Record<string, tf.Scalar>): Toy {
  const state = new State();
  const sum = state.variable('sum', 0);
  const observed: number[] = [];
  const step: Procedure['steps'][string] = ({ batch, iteration, rates, random }) => {
    const noise = tf.mean(random.uniform([3]));
    const x = tf.mean(batch['samples']!) as tf.Scalar;
    sum.assign(tf.add(tf.mul(sum, 0.5), tf.mul(tf.add(x, noise), rates['player']!)));
    return { loss: tf.add(x, 0) as tf.Scalar, noise: noise as tf.Scalar, ...report?.({ x, iteration }) };
  };
  const procedure: Procedure = {
    networks: {},
    players: ['player'],
    steps: { first: step, second: step },
    fixedSchedule: true,
    schedule: (iteration) => [
      { step: 'first', batch: 'next', variant: { even: iteration % 2 === 0 } },
      { step: 'first', batch: 'next' },
      { step: 'second', batch: 'same' },
    ],
    observe: (iteration) => observed.push(iteration),
    latents: () => ({}),
    generate: () => tf.scalar(0),
  };
  return { procedure, state, observed };
}

describe('the training loop', () => {
  let folder: string;
  let runs = 0;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'saddle-test-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function train({ procedure, state }: Toy, more: Partial<TrainingPlan> = {}) {
    const run = new RunDirectory(join(folder, `run-${runs++}`));
    run.create();
    const metrics = new MetricsLog(run.metricsPath);
    const loop = new TrainingLoop({
      procedure,
      state,
      runtime: eagerRuntime,
      source: await createBatchSource({ reader, batch: 4, seed: 1 }),
      run,
      metrics,
      seed: 1,
      batch: 4,
      iterations: 24,
      iterationsPerCall: 1,
      rates: (iteration) => ({ player: 1 / (iteration + 1) }),
      logEvery: 8,
      checkpoints: { every: 8, keep: 10 },
      divergence: { action: 'stop', limit: 1e6, retries: 2, rateFactor: 0.5 },
      hooks: [],
      observer: {},
      signal: new AbortController().signal,
      ...more,
    });
    const error = await loop.train().then(
      () => undefined,
      (thrown: Error & { code?: string }) => thrown,
    );
    metrics.close();
    return { run, error, loop, sum: state.variables.get('sum')!.dataSync()[0]!, records: readMetrics(run.metricsPath) };
  }

  const withoutTimes = (records: object[]) => records.map((record) => ({ ...record, time: undefined }));

  it('gives the same numbers with four iterations in one call as with one', async () => {
    const names: string[] = [];
    const naming: Runtime = { mode: 'off', compile: (name, _state, fn) => (names.push(name), fn) };
    const one = toy();
    const alone = await train(one);
    const four = toy();
    const fused = await train(four, { iterationsPerCall: 4, runtime: naming });
    expect(fused.sum).to.equal(alone.sum);
    expect(withoutTimes(fused.records)).to.deep.equal(withoutTimes(alone.records));
    expect(four.observed).to.deep.equal(one.observed);
    for (const iteration of [0, 8, 16, 24])
      expect(fused.run.checkpoints.read(iteration)).to.deep.equal(alone.run.checkpoints.read(iteration));
    expect(names, 'compiled functions').to.deep.equal(['4x(first[even]+first+second)']);
  });

  it('compiles one function for each form of a step that repeats within an iteration', async () => {
    const names: string[] = [];
    await train(toy(), { runtime: { mode: 'off', compile: (name, _state, fn) => (names.push(name), fn) } });
    expect(names.sort()).to.deep.equal(['first', 'first[even]', 'second']);
  });

  it('records means of what the steps reported, with images and epochs', async () => {
    const { records } = await train(toy());
    expect(records.map(({ iteration }) => iteration)).to.deep.equal([8, 16, 24]);
    // Two batches of 4 in each iteration; 10 batches make an epoch.
    expect(records[0]).to.deep.include({ kind: 'training', images: 64, epoch: 1.6 });
    expect(Object.keys(records[0]!['values'] as object)).to.deep.equal([
      'first/loss',
      'first/noise',
      'second/loss',
      'second/noise',
    ]);
    // The first epoch and a half: 16 batches; the mean over a whole epoch is that of 0 … 39.
    const first = (records[0]!['values'] as Record<string, number>)['first/loss'];
    expect(first).to.be.within(15, 24);
  });

  it('hands the second step of an iteration the batch of the one before, and a new iteration a fresh one', async () => {
    const { records } = await train(toy(), { logEvery: 1, iterations: 3 });
    const source = await createBatchSource({ reader, batch: 4, seed: 1 });
    const mean = () => (source.next() as { samples: Float32Array }).samples.reduce((a, b) => a + b, 0) / 4;
    for (const record of records) {
      const [a, b] = [mean(), mean()];
      const values = record['values'] as Record<string, number>;
      expect(values['first/loss']).to.be.closeTo((a + b) / 2, 1e-5);
      expect(values['second/loss']).to.be.closeTo(b, 1e-5);
    }
  });

  for (const [name, value, problem] of [
    ['NaN', Number.NaN, 'is NaN'],
    ['infinity', Number.POSITIVE_INFINITY, 'is Infinity'],
    ['beyond the limit', 2e6, 'is 2000000, beyond the limit of 1000000'],
  ] as const) {
    it(`stops at ${name}, names iteration, step and term, and leaves the last checkpoint intact`, async () => {
      const bad = toy(({ iteration }) => ({
        'score/real': tf.where(
          tf.equal(iteration, tf.scalar(13, 'int32')),
          tf.scalar(value),
          tf.scalar(1),
        ) as tf.Scalar,
      }));
      const { error, run } = await train(bad);
      expect(error).to.have.property('code', 'SADDLE_TRAIN_DIVERGED');
      expect(error!.message).to.include(`iteration 14: 'score/real' of the first step ${problem}`);
      expect(run.checkpoints.readNewest(() => {})!.iteration).to.equal(8);
    });
  }

  it('does not take large reports for divergence that are neither loss nor score', async () => {
    const { error } = await train(toy(() => ({ 'gradient-norm': tf.scalar(1e9) })));
    expect(error).to.equal(undefined);
  });

  it('goes back to a checkpoint with other random numbers and lower rates, so often and no more', async () => {
    const rolledBack: number[] = [];
    const observer = { rollback: (to: number) => rolledBack.push(to) };
    const always = toy(({ iteration }) => ({
      penalty: tf.where(tf.equal(iteration, tf.scalar(13, 'int32')), tf.scalar(Number.NaN), tf.scalar(1)) as tf.Scalar,
    }));
    const policy = { action: 'rollback', limit: 1e6, retries: 2, rateFactor: 0.25 } as const;
    const { error, run } = await train(always, { divergence: policy, observer });
    expect(error).to.have.property('code', 'SADDLE_TRAIN_DIVERGED');
    expect(rolledBack).to.deep.equal([8, 8]);
    expect(run.checkpoints.read(8).records['loop']).to.include({ rollbacks: 2, iteration: 8 });

    // Diverges while the rates are those of the beginning.
    const once = (): Toy => {
      const rates: Toy = toy();
      const original = rates.procedure.steps['first']!;
      const first: typeof original = (inputs, variant) => {
        const results = original(inputs, variant);
        const high = tf.greater(tf.mul(inputs.rates['player']!, tf.add(inputs.iteration, 1)), 0.9);
        const late = tf.greater(inputs.iteration, tf.scalar(12, 'int32'));
        const loss = tf.where(tf.logicalAnd(high, late), tf.scalar(Number.NaN), results['loss']!) as tf.Scalar;
        return { ...results, loss };
      };
      const steps = { ...rates.procedure.steps, first };
      return { ...rates, procedure: { ...rates.procedure, steps } };
    };
    const first = await train(once(), { divergence: policy });
    const again = await train(once(), { divergence: policy });
    expect(first.error).to.equal(undefined);
    expect(again.sum).to.equal(first.sum);
    expect(withoutTimes(again.records)).to.deep.equal(withoutTimes(first.records));
    expect(first.records.map(({ iteration }) => iteration)).to.deep.equal([8, 16, 24]);
  });

  it('turns a full disk met by a hook into a coded error', async () => {
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC', path: '/disk/picture.png' });
    const hook = {
      name: 'h',
      every: 4,
      run: ({ iteration }: { iteration: number }) => {
        if (iteration === 8) throw full;
      },
    };
    const { error } = await train(toy(), { hooks: [hook] });
    expect(error).to.have.property('code', 'SADDLE_RUN_WRITE');
    expect(error!.message).to.include('/disk/picture.png').and.include('disk is full');
  });

  it('calls hooks at their intervals, at the start and at the end', async () => {
    const calls: string[] = [];
    const hook = {
      name: 'h',
      every: 10,
      run: ({ iteration, last }: { iteration: number; last: boolean }) =>
        void calls.push(`${iteration}${last ? '!' : ''}`),
    };
    await train(toy(), { hooks: [hook] });
    expect(calls).to.deep.equal(['0', '10', '20', '24!']);
  });

  it('lets signals and timers through though every iteration writes a checkpoint', async () => {
    const stop = new AbortController();
    setImmediate(() => stop.abort());
    const { error, loop, run } = await train(toy(), {
      checkpoints: { every: 1, keep: 1 },
      signal: stop.signal,
      iterations: 200,
    });
    expect(error).to.have.property('code', 'SADDLE_INTERRUPTED');
    expect(loop.iteration).to.be.below(10);
    expect(run.checkpoints.list()).to.deep.equal([loop.iteration]);
    expect(readFileSync(run.metricsPath, 'utf8')).to.equal('');
  });
});
