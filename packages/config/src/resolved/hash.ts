import { createHash } from 'node:crypto';
import type { Experiment } from '../schema/experiment.js';
import { isMapping } from '../schema/section.js';
import { flatten } from './flatten.js';

/** JSON without spaces, keys sorted. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isMapping(value)) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}

/**
 * SHA-256 of the resolved config, hex. Left out is what changes nothing in a run's files: `name` and
 * `runtime.iterationsPerCall`. Backend, compile mode and threads count, as they decide the order of sums; intervals of
 * logging, sampling and checkpoints count, as they decide what a run directory holds. The text of plugin files is not
 * part of it.
 */
export function configHash(config: Experiment): string {
  const { name: _name, runtime, ...rest } = flatten(config);
  const { iterationsPerCall: _calls, ...numbers } = runtime as Record<string, unknown>;
  return createHash('sha256')
    .update(canonical({ ...rest, runtime: numbers }))
    .digest('hex');
}
