import { mkdirSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { composeExperiment, loadExperimentConfig, startRuntime, type Experiment } from '@saddle/cli';
import { isSaddleError, RunDirectory, silentLogger, StepCaller, StepRandom, type HostBatch } from '@saddle/core';
import sharp from 'sharp';
import { fingerprint, train } from '../cli/support/runs.js';
import { scratch, tiny } from '../cli/support/saddle.js';

const data = (channels: 1 | 3, degrade: string) =>
  `data={use: shapes, size: 16, channels: ${channels}, batch: 4, examples: 32, degrade: ${degrade}}`;

/** What tests of pictures can do without. */
const common = ['averaging=null', 'sampling.count=4', 'sampling.animation=false'];

const pix2pix = [
  ...common,
  data(3, '{kind: greyscale}'),
  'architecture={use: pix2pix, generator: {channels: 4}, discriminator: {channels: 4, layers: 2}}',
  'procedure={use: pix2pix}',
];

const cyclegan = [
  ...common,
  data(1, '{kind: noise, deviation: 0.3}'),
  'architecture={use: cyclegan, generator: {channels: 2, blocks: 1}, discriminator: {channels: 2, layers: 1}}',
  'procedure={use: cyclegan, pool: 8}',
  'loss={use: least-squares}',
];

async function compose(compile: string, set: readonly string[]) {
  const { config, registry } = await loadExperimentConfig(tiny('shapes'), {
    overrides: [...set, `runtime.compile=${compile}`],
  });
  const { runtime } = await startRuntime(config, silentLogger);
  return { runtime, experiment: await composeExperiment(config, registry, silentLogger) };
}

/** Three iterations on the same batches; the reports and all state after them. */
async function threeIterations(compile: string, set: readonly string[]) {
  const { runtime, experiment } = await compose(compile, set);
  const { procedure, state, run, data: info } = experiment;
  const caller = new StepCaller(procedure, runtime, state, 1, info.fields, run.batch);
  const reader = await experiment.openReader();
  const reports = [];
  for (let iteration = 0; iteration < 3; iteration++) {
    const batch: HostBatch = await reader.read(
      Uint32Array.from({ length: run.batch }, (_, i) => iteration * run.batch + i),
    );
    const steps = procedure.schedule(iteration).map((call) => ({ call, iteration, batch: 0 }));
    const rates = steps.map(() => experiment.rates(iteration));
    reports.push(...caller.call({ steps, firstStep: 2 * iteration, batches: [batch], rates }));
  }
  const values = new Map([...state.variables].map(([name, variable]) => [name, variable.dataSync().slice()]));
  state.dispose();
  return { reports, values };
}

function largestDifference(a: Map<string, ArrayLike<number>>, b: Map<string, ArrayLike<number>>): number {
  expect([...a.keys()]).to.deep.equal([...b.keys()]);
  return Math.max(
    ...[...a].flatMap(([name, values]) => Array.from(values, (value, i) => Math.abs(value - b.get(name)![i]!))),
  );
}

const moved = (before: Map<string, ArrayLike<number>>, { state }: Experiment) =>
  new Set(
    [...before]
      .filter(([name, values]) =>
        state.variables
          .get(name)!
          .dataSync()
          .some((value, i) => value !== values[i]),
      )
      .map(([name]) => name.split('/')[0]),
  );

describe('the procedures of translation', function () {
  this.timeout(300_000);
  const at = scratch();

  for (const [name, set] of Object.entries({ pix2pix, cyclegan })) {
    it(`${name}: computes the same compiled as a graph, by XLA and eagerly`, async () => {
      const eager = await threeIterations('off', set);
      for (const mode of ['graph', 'xla']) {
        const compiled = await threeIterations(mode, set);
        // Adam's first steps are the sign of the gradient times the rate of 2e-4: where that is next to zero, they differ.
        expect(largestDifference(compiled.values, eager.values), mode).to.be.below(3e-3);
        for (const [i, report] of compiled.reports.entries()) {
          for (const [term, value] of Object.entries(report)) {
            const expected = eager.reports[i]![term]!;
            expect(value, `${mode}: ${term} of step ${i}`).to.be.closeTo(
              expected,
              2e-3 * Math.max(1, Math.abs(expected)),
            );
          }
        }
      }
    });

    it(`${name}: goes on with the same bytes after an interruption`, async () => {
      const run = { set: [...set, 'runtime.compile=off'] };
      await train(tiny('shapes'), at(`${name}-whole`), run);
      expect(await train(tiny('shapes'), at(`${name}-parts`), { ...run, stopAt: 4 })).to.equal('interrupted');
      expect(await train(tiny('shapes'), at(`${name}-parts`), { resume: true })).to.have.property('status', 'finished');
      expect(fingerprint(at(`${name}-parts`))).to.deep.equal(fingerprint(at(`${name}-whole`)));
    });

    it(`${name}: every network of a player is moved by its steps, and by no other's`, async () => {
      const { experiment } = await compose('off', set);
      const { procedure, state, run } = experiment;
      const reader = await experiment.openReader();
      const host = await reader.read(Uint32Array.from({ length: run.batch }, (_, i) => i));
      const before = () => new Map([...state.variables].map(([key, variable]) => [key, variable.dataSync().slice()]));
      for (const player of procedure.players) {
        const start = before();
        tf.tidy(() => {
          const step = tf.scalar(0, 'int32');
          const caller = procedure.steps[player]!;
          const batch = Object.fromEntries(
            Object.entries(experiment.data.fields).map(([field, { shape, dtype }]) => [
              field,
              tf.tensor(host[field]!, [run.batch, ...shape], dtype),
            ]),
          );
          caller(
            {
              batch,
              step,
              iteration: step,
              rates: Object.fromEntries(procedure.players.map((other) => [other, tf.scalar(0.01)])),
              random: new StepRandom(1, step, `/${player}`),
            },
            {},
          );
        });
        const networks = Object.keys(procedure.networks).filter((network) => network.endsWith(player));
        const changed = [...moved(start, experiment)].filter((part) => part! in procedure.networks);
        // A pass in training also moves the averages of batch normalization of the other network.
        expect(changed).to.include.members(networks);
        const trained = procedure.networks;
        for (const [other, { parameters }] of Object.entries(trained)) {
          if (networks.includes(other)) continue;
          for (const { name: parameter, variable } of parameters) {
            expect([...variable.dataSync()], parameter).to.deep.equal([...start.get(parameter)!]);
          }
        }
      }
      state.dispose();
    });
  }

  it('pix2pix weighs the mean absolute difference by 100, and leaves it out at 0', async () => {
    const { reports } = await threeIterations('off', pix2pix);
    const generator = reports[1]!;
    // Untrained, tanh gives about 0: the distance is the mean of |x|, at most 1.
    expect(generator['l1']).to.be.within(20, 100);
    const without = await threeIterations('off', [...pix2pix, 'procedure.reconstruction=0']);
    expect(without.reports[1]).to.not.have.property('l1');
  });

  it('cyclegan reports the cycle and, weighted by half of it, the identity', async () => {
    const { reports } = await threeIterations('off', cyclegan);
    expect(reports[0]).to.include.keys('loss', 'cycle', 'identity');
    const unlike = [...cyclegan.filter((set) => !set.startsWith('data=')), data(3, '{kind: greyscale}')];
    await expectProblem(/identity term needs sources and samples of one shape/, unlike);
    const { experiment } = await compose('off', [...unlike, 'procedure.identity=0']);
    expect(
      experiment.procedure.networks['inverse-generator']!.apply({ source: tf.zeros([1, 16, 16, 3]) })['samples']!.shape,
    ).to.deep.equal([1, 16, 16, 1]);
    experiment.state.dispose();
  });

  it('refuse what does not fit, with the reason', async () => {
    await expectProblem(/translates the field 'source' of the data/, [
      ...pix2pix,
      'data={use: shapes, size: 16, batch: 4, examples: 32}',
    ]);
    await expectProblem(/needs a generator with an input called source/, [
      ...pix2pix,
      'architecture={use: dcgan, generator: {channels: 4}, discriminator: {channels: 4}}',
    ]);
    await expectProblem(/takes no `augmentations`/, [...pix2pix, 'augmentations=[{use: diff-augment}]']);
    await expectProblem(/takes no `regularizers`/, [...cyclegan, 'regularizers=[{use: r1}]']);
    await expectProblem(/takes no `conditional`/, [...pix2pix, 'conditional=true']);
  });

  it('train on two folders without pairs, whose pictures meet anew in each epoch', async () => {
    for (const [folder, count] of Object.entries({ red: 5, blue: 8 })) {
      mkdirSync(at('folders', folder), { recursive: true });
      for (let i = 0; i < count; i++) {
        const background = folder === 'red' ? { r: 200 + i, g: 0, b: 0 } : { r: 0, g: 0, b: 200 + i };
        await sharp({ create: { width: 20, height: 16, channels: 3, background } })
          .png()
          .toFile(at('folders', folder, `${i}.png`));
      }
    }
    const set = [
      ...cyclegan,
      `data={use: two-folders, source: ${at('folders', 'red')}, target: ${at('folders', 'blue')}, size: 16, batch: 4}`,
    ];
    const { experiment } = await compose('off', set);
    const reader = await experiment.openReader();
    expect(reader.info.length).to.equal(8);
    const all = Uint32Array.from({ length: 8 }, (_, i) => i);
    const first = async (epoch: number, field: string, channel: number) => {
      const batch = await reader.read(all, epoch);
      return Array.from({ length: 8 }, (_, i) => Math.round(((batch[field]![i * 768 + channel]! + 1) / 2) * 255));
    };
    expect(await first(0, 'samples', 2)).to.deep.equal([200, 201, 202, 203, 204, 205, 206, 207]);
    const sources = await first(0, 'source', 0);
    expect([...new Set(sources)].sort((a, b) => a - b)).to.deep.equal([200, 201, 202, 203, 204]);
    expect(await first(0, 'source', 0)).to.deep.equal(sources);
    expect(await first(1, 'source', 0)).to.not.deep.equal(sources);
    await reader.close?.();
    experiment.state.dispose();
    expect(await train(tiny('shapes'), at('two'), { set: [...set, 'runtime.compile=off'] })).to.have.property(
      'status',
      'finished',
    );
    expect(new RunDirectory(at('two')).checkpoints.list()).to.include(6);
  });
});

async function expectProblem(message: RegExp, set: readonly string[]): Promise<void> {
  const error = await compose('off', set).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isSaddleError(error)) throw error ?? new Error(`Expected an error like ${message}.`);
  expect(error.code).to.equal('SADDLE_CONFIG_INCOMPATIBLE');
  expect(error.message).to.match(message);
}
