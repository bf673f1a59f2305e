import { writeFileSync } from 'node:fs';
import { composeExperiment, loadExperimentConfig, startRuntime } from '@saddle/cli';
import { planSteps, silentLogger, StepCaller, type HostBatch } from '@saddle/core';
import { expect } from 'chai';
import { scratch, tiny } from './support/saddle.js';

/** The non-saturating loss again, in ten lines of plain ops that nothing of Saddle's was written for. */
const plugin = `import * as tf from '@tensorflow/tfjs';
import { defineLoss } from '@saddle/core';
const surprise = (p: tf.Tensor) => tf.mean(tf.neg(tf.log(tf.clipByValue(p, 1e-7, 1)))) as tf.Scalar;
export default defineLoss({
  name: 'mine', summary: 'Cross entropy of probabilities',
  create: () => ({
    discriminator: ({ real, fake }) => tf.add(surprise(tf.sigmoid(real)), surprise(tf.sub(1, tf.sigmoid(fake)))) as tf.Scalar,
    generator: ({ fake }) => surprise(tf.sigmoid(fake)),
  }),
});
`;

const iterations = 60;

describe('a loss of ten lines that the framework does not know', function () {
  this.timeout(300_000);
  const at = scratch();

  /** Times blocks of iterations of the steps that training would run. */
  async function blocks(name: string, loss: string, compile: string): Promise<() => number> {
    writeFileSync(at('mine.ts'), plugin);
    const file = at(`${name}.yaml`);
    const network = '{ use: mlp, generator: { hidden: [64, 64] }, discriminator: { hidden: [64, 64] } }';
    const lines = [
      `extends: ${JSON.stringify(tiny('ring'))}`,
      "plugins: ['./mine.ts']",
      `loss: { use: ${loss} }`,
      `architecture: ${network}`,
      `budget: { iterations: ${iterations} }`,
      'logging: { every: 60 }',
      'sampling: { every: 60 }',
      'checkpoints: { every: 60 }',
      `runtime: { compile: '${compile}', iterationsPerCall: 1 }`,
    ];
    writeFileSync(file, lines.join('\n'));
    const { config, registry } = await loadExperimentConfig(file);
    const { runtime } = await startRuntime(config, silentLogger);
    const experiment = await composeExperiment(config, registry, silentLogger);
    const source = await experiment.openBatches();
    const batches: HostBatch[] = [];
    for (let i = 0; i < 8; i++) batches.push(await source.next());
    await source.close();
    const { data, procedure, run, state } = experiment;
    const caller = new StepCaller(procedure, runtime, state, config.seed, data.fields, run.batch);
    return () => {
      const begun = performance.now();
      let firstStep = 0;
      for (let done = 0; done < iterations; done++) {
        const steps = planSteps(procedure, done, 1);
        const rates = steps.map(({ iteration }) => experiment.rates(iteration));
        caller.call({ steps, firstStep, batches: batches.slice(0, steps.at(-1)!.batch + 1), rates });
        firstStep += steps.length;
      }
      return performance.now() - begun;
    };
  }

  it('is compiled, and trains as fast as the built-in one', async () => {
    const variants = {
      builtIn: await blocks('built-in', 'non-saturating', 'xla'),
      mine: await blocks('mine', 'mine', 'xla'),
      eager: await blocks('eager', 'mine', 'off'),
    };
    type Name = keyof typeof variants;
    const names = Object.keys(variants) as Name[];
    const times = { builtIn: [] as number[], mine: [] as number[], eager: [] as number[] };
    for (const name of names) variants[name]();
    for (let round = 0; round < 7; round++) for (const name of names) times[name].push(variants[name]());
    const typical = (name: Name) => times[name].toSorted((a, b) => a - b)[3]!;
    // Blocks of one machine, one after the other; 0.95 to 1.05 where nothing else runs.
    expect(typical('mine') / typical('builtIn')).to.be.within(0.6, 1.6);
    expect(typical('eager') / typical('mine')).to.be.above(1.5);
  });
});
