import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { composeExperiment, loadExperimentConfig, startRuntime } from '@saddle/cli';
import { MetricsLog, RunDirectory, silentLogger, TrainingLoop, readMetrics } from '@saddle/core';
import { expect } from 'chai';
import { fingerprint, train } from './support/runs.js';
import { inProcess, scratch, tiny } from './support/saddle.js';

const quick = ['runtime.compile=off', 'sampling={every: 1000, count: 16, animation: false}'];

describe('2,000 training steps', () => {
  const at = scratch();

  for (const mode of ['off', 'auto']) {
    it(`leave no tensor behind, and memory as it was (compile ${mode})`, async function () {
      this.timeout(180_000);
      const { config, registry } = await loadExperimentConfig(tiny('ring'), {
        overrides: [`runtime.compile=${mode}`, 'averaging.decay=0.9', 'data.batch=8'],
      });
      const { runtime } = await startRuntime(config, silentLogger);
      const { procedure, state, openBatches, rates } = await composeExperiment(config, registry, silentLogger);
      const run = new RunDirectory(at(`leak-${mode}`));
      run.create();
      const metrics = new MetricsLog(run.metricsPath);
      const seen: { tensors: number; bytes: number; resident: number }[] = [];
      const look = {
        name: 'look',
        every: 200,
        run: () => {
          const { numTensors, numBytes } = tf.memory();
          seen.push({ tensors: numTensors, bytes: numBytes, resident: process.memoryUsage.rss() });
        },
      };
      await new TrainingLoop({
        procedure,
        state,
        runtime,
        source: await openBatches(),
        run,
        metrics,
        seed: 1,
        batch: 8,
        iterations: 1000,
        iterationsPerCall: mode === 'off' ? 1 : 4,
        rates,
        logEvery: 100,
        checkpoints: { every: 200, keep: 2 },
        divergence: { action: 'stop', limit: 1e6, retries: 0, rateFactor: 1 },
        hooks: [look],
        observer: {},
        signal: new AbortController().signal,
      }).train();
      metrics.close();
      const [, warm, ...later] = seen;
      expect(later).to.have.length(4);
      for (const { tensors, bytes } of later)
        expect({ tensors, bytes }).to.deep.equal({ tensors: warm!.tensors, bytes: warm!.bytes });
      // The collector's timing moves it by some MB; a leaked batch per step would be unseen, leaked weights not.
      expect(later.at(-1)!.resident - warm!.resident).to.be.below(48 * 2 ** 20);
      state.dispose();
    });
  }
});

describe('a run that diverges', function () {
  this.timeout(180_000);
  const at = scratch();
  const wild = [
    ...quick,
    'optimizers.discriminator.learningRate=1e5',
    'divergence.limit=1e4',
    'checkpoints={every: 2, keep: 3}',
  ];

  it('stops and names iteration, step and term; the exit code is 1', async () => {
    const ended = await inProcess('run', tiny('ring'), '--out', at('stop'), ...wild.flatMap((one) => ['--set', one]));
    expect(ended.code).to.equal(1);
    expect(ended.stderr).to.match(
      /^error SADDLE_TRAIN_DIVERGED: Training diverged at iteration \d+: '(loss|score\/(real|fake))' of the (discriminator|generator) step is [-\d.e+]+, beyond the limit of 10000\.$/m,
    );
    expect(ended.stderr.match(/Training diverged/g), 'said once').to.have.length(1);
    const { info, checkpoints } = new RunDirectory(at('stop'));
    expect(info).to.include({ status: 'failed' });
    expect(info.error).to.include({ code: 'SADDLE_TRAIN_DIVERGED' });
    expect(checkpoints.readNewest(() => expect.fail('all are intact'))).to.not.equal(undefined);
  });

  it('rolls back until it trains, the same way every time, interrupted or not', async () => {
    const set = [...wild, 'divergence={action: rollback, retries: 20, rateFactor: 0.01, limit: 1e4}'];
    expect(await train(tiny('ring'), at('whole'), { set })).to.have.property('status', 'finished');
    const records = new RunDirectory(at('whole')).checkpoints.read(20).records;
    expect(records).to.have.nested.property('loop.rollbacks').that.is.within(1, 20);
    await train(tiny('ring'), at('again'), { set });
    expect(fingerprint(at('again'))).to.deep.equal(fingerprint(at('whole')));
    expect(await train(tiny('ring'), at('parts'), { set, stopAt: 7 })).to.equal('interrupted');
    expect(await train(tiny('ring'), at('parts'), { resume: true })).to.have.property('status', 'finished');
    expect(fingerprint(at('parts'))).to.deep.equal(fingerprint(at('whole')));
    const iterations = readMetrics(join(at('whole'), 'metrics.jsonl')).map(({ iteration }) => iteration);
    expect(iterations).to.deep.equal([5, 10, 15, 20]);
  });
});

describe('a run that starts from an earlier one', function () {
  this.timeout(180_000);
  const at = scratch();

  it("has the earlier generator's weights, averages too, and a discriminator of its own", async () => {
    await train(tiny('ring'), at('first'), { set: quick });
    const from = `initialize={generator: {from: ${JSON.stringify(at('first'))}}}`;
    await train(tiny('ring'), at('second'), {
      set: [...quick, from, 'seed=9', 'averaging.decay=0.9', 'budget.iterations=1'],
    });
    const before = new RunDirectory(at('first')).checkpoints.read(20).tensors;
    const started = new RunDirectory(at('second')).checkpoints.read(0).tensors;
    for (const [name, { data }] of started) {
      if (name.startsWith('generator/')) expect([...data], name).to.deep.equal([...before.get(name)!.data]);
      if (name.startsWith('averages/')) expect([...data], name).to.deep.equal([...before.get(name.slice(9))!.data]);
      if (/^discriminator.*kernel$/.test(name)) expect([...data], name).to.not.deep.equal([...before.get(name)!.data]);
    }
    const chosen = `initialize={generator: {from: ${JSON.stringify(at('first'))}, checkpoint: 15}}`;
    await train(tiny('ring'), at('third'), { set: [...quick, chosen, 'budget.iterations=1'] });
    const fifteen = new RunDirectory(at('first')).checkpoints.read(15).tensors;
    const third = new RunDirectory(at('third')).checkpoints.read(0).tensors;
    for (const [name, { data }] of third) {
      if (name.startsWith('generator/')) expect([...data], name).to.deep.equal([...fifteen.get(name)!.data]);
    }
  });

  it('is refused where the networks differ, the run is missing or the network unknown', async () => {
    const cases: [string, string, number, RegExp][] = [
      ['shape', `initialize={generator: {from: ${JSON.stringify(at('first'))}}}`, 1, /SADDLE_CHECKPOINT_MISMATCH/],
      ['missing', 'initialize={generator: {from: ./nowhere}}', 42, /SADDLE_RUN_NOT_FOUND/],
      [
        'unknown',
        `initialize={critic: {from: ${JSON.stringify(at('first'))}}}`,
        42,
        /no network 'critic'.*generator, discriminator/,
      ],
    ];
    for (const [name, setting, code, message] of cases) {
      const bigger = name === 'shape' ? ['--set', 'latent.size=5'] : [];
      const ended = await inProcess(
        'run',
        tiny('ring'),
        '--out',
        at(name),
        '--set',
        setting,
        ...quick.flatMap((one) => ['--set', one]),
        ...bigger,
      );
      expect(ended.code, ended.stderr).to.equal(code);
      expect(ended.stderr).to.match(message);
      expect(existsSync(at(name, 'run.lock'))).to.equal(false);
    }
  });
});
