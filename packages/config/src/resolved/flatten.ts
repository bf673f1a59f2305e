import { experimentSchema, type Experiment } from '../schema/experiment.js';
import { isMapping } from '../schema/section.js';

/** A resolved config in the form it is written in: each section's options beside its `use`, keys in the schema's order. */
export function flatten(config: Experiment): Record<string, unknown> {
  const values = config as Record<string, unknown>;
  const keys = Object.keys(experimentSchema.shape).filter((key) => values[key] !== undefined);
  return Object.fromEntries(keys.map((key) => [key, written(values[key])]));
}

function written(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(written);
  if (!isMapping(value)) return value;
  const isSection = typeof value['use'] === 'string' && isMapping(value['options']);
  const entries = Object.entries(value).filter(
    ([key, inner]) => inner !== undefined && !(isSection && key === 'options'),
  );
  const common = entries.map(([key, inner]) => [key, written(inner)] as const);
  return Object.fromEntries(isSection ? [...common, ...Object.entries(value['options'] as object)] : common);
}
