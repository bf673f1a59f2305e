import { join } from 'node:path';
import { loadExperimentConfig } from '@saddle/cli';
import { expect } from 'chai';
import { train } from '../cli/support/runs.js';
import { scratch } from '../cli/support/saddle.js';
import { configFiles, root } from '../support/installed-plugins.js';

const iterations = 20;

/** Small enough that 20 iterations without compiling take about a second. */
const sizes: Readonly<Record<string, readonly string[]>> = {
  mlp: [],
  dcgan: ['architecture.generator.channels=4', 'architecture.discriminator.channels=4'],
  resnet: ['architecture.generator.channels=4', 'architecture.discriminator.channels=4'],
  stylegan2: ['architecture.generator.channels=4', 'architecture.discriminator.channels=4'],
  pix2pix: ['architecture.generator.channels=4', 'architecture.discriminator={channels: 4, layers: 1}'],
  cyclegan: ['architecture.generator={channels: 2, blocks: 1}', 'architecture.discriminator={channels: 2, layers: 1}'],
};

/** Pictures of 16 pixels made here: those that a config wants may lie nowhere. */
const pictures = (channels: number, degrade: string) =>
  `data={use: shapes, size: 16, channels: ${channels}, batch: 4, examples: 64${degrade && `, degrade: ${degrade}`}}`;

const data: Readonly<Record<string, (degrade: string) => readonly string[]>> = {
  ring: () => ['data.batch=20', 'data.examples=200', 'sampling.count=20'],
  shapes: () => ['data.size=16', 'data.batch=4', 'data.examples=64'],
  mnist: (degrade) => [pictures(1, degrade)],
  cifar10: (degrade) => [pictures(3, degrade)],
  'two-folders': () => [pictures(3, '{kind: noise, deviation: 0.3}')],
};

describe(`the configs in configs/ train ${iterations} iterations at a reduced size`, function () {
  this.timeout(180_000);
  const at = scratch();

  // The tiny ones are trained as they are by the tests of runs.
  for (const file of configFiles().filter((each) => !each.includes('tiny'))) {
    it(file, async () => {
      const { config } = await loadExperimentConfig(join(root, file));
      const { degrade } = config.data;
      const architecture = 'use' in config.architecture ? config.architecture.use : undefined;
      const set = [
        'runtime.compile=off',
        `budget.iterations=${iterations}`,
        'logging.every=1',
        'sampling.every=1000',
        'sampling.count=4',
        'sampling.animation=false',
        'metrics=[]',
        ...data[config.data.use]!(degrade ? JSON.stringify(degrade) : ''),
        ...sizes[architecture!]!,
      ];
      const result = await train(join(root, file), at(file), { set });
      expect(result).to.include({ status: 'finished', step: iterations });
      const { metrics } = result as Exclude<typeof result, string>;
      for (const [name, value] of Object.entries(metrics)) expect(Number.isFinite(value), name).to.equal(true);
    });
  }
});
