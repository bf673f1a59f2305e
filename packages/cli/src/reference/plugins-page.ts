import type { PluginEntry, PluginRegistry } from '@saddle/core';
import { optionsOf } from '../plugins/options.js';
import { code, page, table } from './markdown.js';

/** Kinds in the order in which a config has them, and what a section of each is called. */
const kinds: Readonly<Record<string, string>> = {
  dataset: 'Data sets: `data`',
  latent: 'Latents: `latent`',
  architecture: 'Architectures: `architecture`',
  loss: 'Losses: `loss`',
  regularizer: 'Regularizers: `regularizers`',
  augmentation: 'Augmentations: `augmentations`',
  optimizer: 'Optimizers: `optimizers`',
  schedule: 'Schedules of learning rates: `schedule`',
  procedure: 'Procedures: `procedure`',
  sampler: 'Samplers: `sampler`',
  metric: 'Metrics: `metrics`',
  extractor: 'Feature extractors: `extractor`',
};

function describe({ plugin, source }: PluginEntry): string[] {
  const { name, summary, paper } = plugin;
  const rows = optionsOf(plugin).map((option) => [
    code(option.name),
    code(option.type),
    option.default === undefined ? (option.required ? 'required' : '') : code(JSON.stringify(option.default)),
    option.description,
  ]);
  return [
    `### ${name}`,
    '',
    `${summary}. From ${code(source)}.`,
    '',
    ...(paper ? [`${paper.replace(/\.$/, '')}.`, ''] : []),
    ...table(['Option', 'Type', 'Default', ''], rows),
  ];
}

/** Every plugin that is there, by kind, with its options as its own schema has them. */
export function pluginsPage(registry: PluginRegistry): string {
  const all = registry.list();
  const titles: Readonly<Record<string, string>> = {
    ...kinds,
    ...Object.fromEntries(all.flatMap(({ plugin: { kind } }) => (kind in kinds ? [] : [[kind, kind]]))),
  };
  const sections = Object.entries(titles).flatMap(([kind, title]) => {
    const entries = all.filter(({ plugin }) => plugin.kind === kind);
    return entries.length === 0 ? [] : [`## ${title}`, '', ...entries.flatMap(describe)];
  });
  return page('Plugins', [
    'Each is chosen by `use:` in its section of a config; its options stand beside. `saddle plugins <name>` shows the same for what is installed, plugins of your own included.',
    '',
    ...sections,
  ]);
}
