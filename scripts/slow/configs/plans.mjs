// How each config is recorded where not as it stands: fewer iterations, data that a user has as files.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { unseen as unseenNoise, writeTwoFolders } from './two-folders.mjs';

/** Instead of the config's budget, so that each takes but minutes on two cores. */
const iterations = {
  ...Object.fromEntries(
    [
      ...['acgan', 'ada', 'bcr', 'diff-augment', 'feature-matching', 'infogan', 'instance-noise', 'lecam', 'lsgan'],
      ...['r1-lazy', 'relativistic'],
    ].map((name) => [name, 3000]),
  ),
  'wgan-clipping': 1500,
  'wgan-gp': 1000,
  'sngan-hinge': 1500,
  projection: 1500,
  'mnist-outline': 1200,
  'cifar10-colourise': 1500,
  'cyclegan-shapes': 2000,
  'stylegan2-shapes-32': 2000,
  'stylegan2-shapes-64': 3000,
};

const mnist = ({ mnist: folder }) => (folder ? [`data.folder=${resolve(folder)}`] : []);

/** The binary version is what the config says; a folder of pictures serves as well. */
function cifar10({ cifar10: folder }) {
  if (!folder) return [];
  if (!existsSync(join(folder, 'train'))) return [`data.folder=${resolve(folder)}`];
  const pictures = { use: 'image-folder', folder: resolve(folder), split: 'train', size: 32, batch: 32 };
  return [`data=${JSON.stringify({ ...pictures, degrade: { kind: 'greyscale' } })}`];
}

/** Pictures and networks for two cores; those of 256 pixels need a graphics card. */
const smallCycleGan = [
  'data.size=32',
  'data.channels=1',
  'data.batch=8',
  'architecture.generator={channels: 16, blocks: 3}',
  'architecture.discriminator={channels: 16, layers: 2}',
  'procedure.pool=48',
  'budget.iterations=800',
  'sampling={every: 250, count: 24}',
  'checkpoints.every=250',
];

/** An eighth of the paper's channels, and one critic step. */
const smallSngan = [
  'architecture.generator.channels=32',
  'architecture.discriminator.channels=16',
  'procedure.discriminatorSteps=1',
];

/** Half the channels at 16 pixels and above. */
const smallStyleGan = ['architecture.generator.base=512', 'architecture.discriminator.base=512'];

const allShapes = ['data.examples=10000'];

/**
 * `set`: what is changed. `files`: settings that say where the data lie. `unseen`: data for the figures of translations,
 * which training never saw. `whole`: all of the data, for the figures of configs that train with a little of it.
 */
const special = {
  'mnist-dcgan': { files: mnist },
  'mnist-outline': { files: mnist, unseen: ['data.split=test'] },
  'cifar10-colourise': { files: cifar10, unseen: ['data.split=test'] },
  'cyclegan-shapes': { unseen: ['data.seed=1'] },
  'cyclegan-two-folders': { set: smallCycleGan, files: writeTwoFolders, unseen: unseenNoise },
  'stylegan2-shapes-64': { set: smallStyleGan },
  'sngan-hinge': { set: smallSngan },
  projection: { set: smallSngan },
  ada: { whole: allShapes },
  lecam: { whole: allShapes },
  'diff-augment': { whole: allShapes },
};

/** @param options of the command */
export async function planOf(name, options) {
  const { set = [], files, ...others } = special[name] ?? {};
  const count = options.iterations ?? iterations[name];
  const changed = [...set, ...(count ? [`budget.iterations=${count}`] : [])];
  return { ...others, changed, files: (await files?.(options)) ?? [] };
}
