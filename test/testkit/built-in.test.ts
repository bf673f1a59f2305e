import { describePlugin, type SuiteSettings } from '@saddle/testkit';
import { installedPlugins } from '../support/installed-plugins.js';
import { dataFolder } from './support/fixtures.js';

const registry = await installedPlugins();
const baseDirectory = dataFolder();
const pictures = { shape: [16, 16, 3], range: 'symmetric' } as const;

const smallStyles = {
  generator: { channels: 4, base: 64, style: 5, mappingLayers: 2 },
  discriminator: { channels: 4, base: 64 },
};

/** Where a plugin needs more than its defaults: files, surroundings, or networks small enough for a quick test. */
const suites: Readonly<Record<string, readonly SuiteSettings[]>> = {
  'dataset/csv': [{ baseDirectory, options: { file: 'table.csv', label: 'kind' } }],
  'dataset/idx': [{ baseDirectory, options: { images: 'images.idx', labels: 'labels.idx' } }],
  'dataset/image-folder': [{ baseDirectory, options: { folder: 'pictures', size: 16 } }],
  'loss/non-saturating': [{ compile: ['graph', 'xla'] }, { options: { flip: 0.2, realLabel: 0.9 } }],
  'regularizer/gradient-penalty': [{ compile: ['graph', 'xla'] }, { options: { sides: 1 } }],
  'regularizer/mutual-information': [
    {
      latent: { plugin: registry.get('latent', 'mixed'), options: { noise: 2, categorical: [3], continuous: 2 } },
      outputs: { 'categorical-0': [3], continuous: [2] },
    },
  ],
  'architecture/mlp': [
    {
      options: {
        generator: { hidden: [8], activation: 'tanh' },
        discriminator: { hidden: [8], activation: 'softplus' },
      },
    },
  ],
  'architecture/dcgan': [
    { samples: [pictures], options: { generator: { channels: 4 }, discriminator: { channels: 4 } } },
  ],
  'architecture/resnet': [
    { samples: [pictures], options: { generator: { channels: 4 }, discriminator: { channels: 4 } } },
  ],
  'architecture/stylegan2': [
    { samples: [pictures], options: smallStyles, compile: ['graph', 'xla'] },
    { samples: [pictures], options: smallStyles, classes: 3 },
  ],
  'regularizer/path-length': [
    {},
    {
      samples: [{ ...pictures, shape: [8, 8, 1] }],
      architecture: {
        plugin: registry.get('architecture', 'stylegan2'),
        options: {
          generator: { channels: 2, style: 3, mappingLayers: 1 },
          discriminator: { channels: 2 },
        },
      },
    },
  ],
  'architecture/pix2pix': [
    {
      samples: [pictures],
      fields: { source: [16, 16, 1] },
      options: { generator: { channels: 4, dropout: 0 }, discriminator: { channels: 4, layers: 2 } },
    },
  ],
  'architecture/cyclegan': [
    {
      samples: [pictures],
      fields: { source: [16, 16, 1] },
      options: { generator: { channels: 4, blocks: 1 }, discriminator: { channels: 4, layers: 2 } },
    },
  ],
  'procedure/pix2pix': [
    {
      samples: [pictures],
      fields: { source: [16, 16, 1] },
      architecture: {
        plugin: registry.get('architecture', 'pix2pix'),
        options: { generator: { channels: 2 }, discriminator: { channels: 2, layers: 1 } },
      },
    },
  ],
  'procedure/cyclegan': [
    {
      samples: [pictures],
      fields: { source: [16, 16, 3] },
      // Small, since the kit's steps are large ones.
      options: { cycle: 0.1, pool: 8 },
      except: {
        'adds the penalties of the config to the player they name': 'it refuses regularizers',
        'draws other numbers with another seed and at another step': 'it draws only once its pool is full',
      },
      architecture: {
        plugin: registry.get('architecture', 'cyclegan'),
        options: { generator: { channels: 2, blocks: 1 }, discriminator: { channels: 2, layers: 1 } },
      },
    },
  ],
  'dataset/two-folders': [{ baseDirectory, options: { source: 'pictures/one', target: 'pictures', size: 16 } }],
  'extractor/graph-model': [{ baseDirectory, options: { model: 'none.pb' } }],
  'metric/classification-accuracy-score': [{ options: { steps: 60, width: 8 } }],
  'metric/train-synthetic-test-real': [{ options: { steps: 60, width: 8 } }],
  'metric/nearest-neighbours': [
    {
      except: {
        'gives a worse figure for samples that are far from the data': 'it finds copies, and what is far off is none',
      },
    },
  ],
  'augmentation/ada': [{ samples: [pictures] }],
};

describe('testkit: every built-in plugin passes', () => {
  for (const { plugin } of registry.list()) {
    for (const settings of suites[`${plugin.kind}/${plugin.name}`] ?? [{}]) describePlugin(plugin, settings);
  }
});
