import type { ScaffoldKind } from './templates.js';

/** The sections of a small run, in the order of a config. */
const sections = {
  data: 'data: { use: ring, batch: 64 }',
  latent: 'latent: { use: normal, size: 8 }',
  architecture: 'architecture: { use: mlp, generator: { hidden: [32, 32] }, discriminator: { hidden: [32, 32] } }',
  loss: 'loss: { use: non-saturating }',
  regularizers: '',
  augmentations: '',
  optimizers: [
    'optimizers:',
    '  generator: { use: adam, learningRate: 1e-3, beta1: 0.5 }',
    '  discriminator: { use: adam, learningRate: 1e-3, beta1: 0.5 }',
  ].join('\n'),
  procedure: '',
  metrics: '',
};

type SectionName = keyof typeof sections;

/** Where in a config each kind stands. */
const places: { readonly [K in ScaffoldKind]: readonly [SectionName, (name: string) => string] } = {
  loss: ['loss', (name) => `loss: { use: ${name} }`],
  regularizer: ['regularizers', (name) => `regularizers: [{ use: ${name}, weight: 0.1 }]`],
  architecture: ['architecture', (name) => `architecture: { use: ${name} }`],
  dataset: ['data', (name) => `data: { use: ${name}, batch: 64 }`],
  augmentation: ['augmentations', (name) => `augmentations: [{ use: ${name} }]`],
  procedure: ['procedure', (name) => `procedure: { use: ${name} }`],
  metric: ['metrics', (name) => `metrics: [{ use: ${name}, samples: 500 }]`],
};

/** The line of a config that uses the plugin. */
export const usageOf = (kind: ScaffoldKind, name: string): string => places[kind][1](name);

/**
 * A config of a run of some seconds with the plugin in it.
 *
 * @param module the plugin's file, from the config
 * @param file the config's own name, for the command in its first line
 */
export function exampleConfig(kind: ScaffoldKind, name: string, module: string, file: string): string {
  const chosen = { ...sections, [places[kind][0]]: usageOf(kind, name) };
  const lines = Object.values(chosen).filter((line) => line !== '');
  return [
    `# Trains for some seconds with the ${kind} '${name}': saddle run ${file}`,
    `name: ${name}-example`,
    'seed: 0',
    `plugins: [${module}]`,
    '',
    ...lines,
    '',
    'budget: { iterations: 500 }',
    'logging: { every: 100 }',
    'sampling: { every: 250, count: 256 }',
    'checkpoints: { every: 250 }',
    '',
  ].join('\n');
}
