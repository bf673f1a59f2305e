import type { ResolvedConfig } from '@saddle/config';
import type { PluginKind, PluginRegistry } from '@saddle/core';
import type { Wire } from './inspection.js';

interface SectionLike {
  readonly use: string;
  readonly options: Readonly<Record<string, unknown>>;
}

const isSection = (value: unknown): value is SectionLike =>
  typeof value === 'object' && value !== null && 'use' in value && 'options' in value;

/** The kind of plugin that a key of the config holds. */
const kinds: Readonly<Record<string, PluginKind>> = {
  data: 'dataset',
  latent: 'latent',
  architecture: 'architecture',
  loss: 'loss',
  regularizers: 'regularizer',
  augmentations: 'augmentation',
  optimizers: 'optimizer',
  schedule: 'schedule',
  procedure: 'procedure',
  sampler: 'sampler',
  metrics: 'metric',
  extractor: 'extractor',
};

/** Every section of a config with the plugin that fills it, in the order of the config. */
export function wiresOf(config: ResolvedConfig, registry: PluginRegistry): Wire[] {
  const wires: Wire[] = [];
  const walk = (value: unknown, path: string, kind: PluginKind | undefined) => {
    if (typeof value !== 'object' || value === null) return;
    if (isSection(value) && kind) {
      const { source } = registry.entry(kind, value.use);
      const common = Object.entries(value).filter(([key, inner]) => key !== 'use' && typeof inner !== 'object');
      const options = { ...Object.fromEntries(common), ...value.options };
      wires.push({ path, kind, plugin: value.use, source, options });
    }
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'options') continue;
      const place = Array.isArray(value) ? `${path}[${key}]` : path ? `${path}.${key}` : key;
      walk(inner, place, kinds[key] ?? kind);
    }
  };
  walk(config, '', undefined);
  return wires;
}
