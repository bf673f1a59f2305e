import { isDeepStrictEqual } from 'node:util';
import { suggest, type Plugin, type PluginRegistry } from '@saddle/core';
import { find, formatPath, positionOf, type Tree } from '../source/tree.js';
import { isMapping, type FoundSection } from '../schema/section.js';
import { check } from './check.js';
import { reception } from './describe.js';
import type { Problems } from './problems.js';

type Options = Readonly<Record<string, unknown>>;

/** A section's own options by its plugin's schema, defaults filled in; undefined where something is wrong. */
export async function checkOptions(
  section: FoundSection,
  registry: PluginRegistry,
  tree: Tree,
  problems: Problems,
): Promise<Options | undefined> {
  const { path, facts, value } = section;
  const { kind, common } = facts;
  // A missing or malformed `use` is the fixed schema's to report.
  if (typeof value['use'] !== 'string') return undefined;
  const name = value['use'];
  const plugin = registry.find(kind, name);
  const use = positionOf(tree, [...path, 'use']);
  if (!plugin) {
    const chosen = find(tree, [...path, 'use']) ? '' : ` (the default of \`${formatPath(path)}\`)`;
    problems.add({
      code: 'SADDLE_CONFIG_UNKNOWN_PLUGIN',
      at: use,
      problem: `There is no ${kind} called ${reception(name)}${chosen}. ${suggest(name, registry.names(kind))}`,
      advice: `Plugins of your own are named under \`plugins:\`.`,
      about: formatPath(path),
    });
    return undefined;
  }
  const clash = optionNames(plugin).filter((option) => option === 'use' || Object.hasOwn(common, option));
  const invalid = (problem: string, advice: string) =>
    problems.add({ code: 'SADDLE_PLUGIN_INVALID', at: use, problem, advice, about: formatPath(path) });
  if (clash.length > 0) {
    invalid(
      `The ${kind} '${name}' has an option called \`${clash[0]}\`, as has every ${kind} section.`,
      'Rename the option in the plugin.',
    );
    return undefined;
  }
  const own = Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'use' && !Object.hasOwn(common, key)));
  try {
    const otherKeys = ['use', ...Object.keys(common)];
    const result = await check(plugin.options, own, { tree, path, problems, otherKeys });
    if (!result) return undefined;
    const options = withoutUndefined(result.data);
    // A resolved config is printed and read again: what is resolved must be plain and resolve to itself.
    const again = isPlain(options) ? await plugin.options.safeParseAsync(options) : undefined;
    if (!isMapping(options) || !again?.success || !isDeepStrictEqual(withoutUndefined(again.data), options)) {
      invalid(
        `The options of the ${kind} '${name}' do not resolve to plain values that resolve to themselves.`,
        "Convert values in the plugin's `create`, not in its option schema.",
      );
      return undefined;
    }
    return options;
  } catch (error) {
    problems.addError(error, use, 'SADDLE_PLUGIN_INVALID');
    return undefined;
  }
}

/** Names of a plugin's options, where its schema is an object. */
export function optionNames({ options }: Plugin): string[] {
  const shape: unknown = 'shape' in options ? options.shape : undefined;
  return isMapping(shape) ? Object.keys(shape) : [];
}

function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (!isMapping(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const present = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(present.map(([key, inner]) => [key, withoutUndefined(inner)]));
}

function isPlain(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isPlain);
  return isMapping(value) && Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isPlain);
}
