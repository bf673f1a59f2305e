import { isDeepStrictEqual } from 'node:util';
import { contractVersion, isSaddleError, pluginBrand, type Plugin } from '@saddle/core';
import { z } from 'zod';
import { ensure, skip, type Check } from '../check.js';
import { Bench, availableTo } from '../bench/services.js';

/** The part of JSON Schema that a plugin's options become. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema | boolean;
  readonly prefixItems?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

const schemaOf = (plugin: Plugin): Schema =>
  z.toJSONSchema(plugin.options, { io: 'input', unrepresentable: 'any' }) as Schema;

/** Every problem of a schema, as sentences: options without a word on them, objects that let anything through. */
function* problemsOf(schema: Schema, path: string): Generator<string> {
  if (schema.properties) {
    if (schema.additionalProperties !== false) {
      yield `${path || 'The options'} take keys that nobody knows, so a typing error goes unnoticed: use z.strictObject.`;
    }
    for (const [name, inner] of Object.entries(schema.properties)) {
      const own = path ? `${path}.${name}` : name;
      if (!inner.description?.trim()) yield `The option ${own} has no description: add .describe('…').`;
      yield* problemsOf(inner, own);
    }
  }
  const parts = [schema.items, schema.additionalProperties].filter((part) => typeof part === 'object');
  for (const part of [...parts, ...(schema.prefixItems ?? [])]) yield* problemsOf(part, `${path}[]`);
  for (const part of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]) {
    yield* problemsOf(part, path);
  }
}

/** What holds of a plugin of any kind. */
export const commonChecks: readonly Check[] = [
  {
    name: 'has a kebab-case name and says in a line what it is',
    needsOptions: false,
    run({ plugin }) {
      ensure(
        plugin[pluginBrand] === contractVersion,
        `It was made for version ${plugin[pluginBrand]} of the contracts, not ${contractVersion}.`,
      );
      ensure(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(plugin.name), `Its name '${plugin.name}' is not in kebab case.`);
      ensure(plugin.summary.trim() !== '' && !plugin.summary.includes('\n'), 'Its summary is not one line.');
    },
  },
  {
    name: 'describes every option and refuses unknown ones',
    needsOptions: false,
    run({ plugin }) {
      const schema = schemaOf(plugin);
      ensure(schema.type === 'object', 'Its options are not an object: use z.strictObject({ … }).');
      const problems = [
        ...(schema.properties ? [] : schema.additionalProperties === false ? [] : ['The options take any key.']),
        ...problemsOf(schema, ''),
      ];
      ensure(problems.length === 0, () => problems.join(' '));
    },
  },
  {
    name: 'has valid defaults, which resolve to themselves',
    needsOptions: false,
    async run({ plugin, options }) {
      const result = await plugin.options.safeParseAsync(options);
      ensure(result.success, () => `It refuses ${JSON.stringify(options)}: ${z.prettifyError(result.error!)}`);
      const again = await plugin.options.safeParseAsync(result.data);
      ensure(
        again.success && isDeepStrictEqual(again.data, result.data),
        'Its resolved options do not resolve to themselves: convert values in `create`, not in the schema.',
      );
      ensure(
        isDeepStrictEqual(JSON.parse(JSON.stringify(result.data)), result.data),
        'Its resolved options are not plain values: a run could not write them down.',
      );
    },
  },
  {
    name: 'is created from its options and the services it injects',
    async run(subject) {
      const { plugin, settings } = subject;
      const available = availableTo(plugin.kind);
      for (const [key, token] of Object.entries(plugin.inject)) {
        ensure(
          available.has(token),
          `It injects '${key}' (${String(token.description)}), which a ${plugin.kind} cannot have: docs/contracts.md has the order.`,
        );
      }
      if (plugin.kind === 'hook') return skip('a hook may have services of its own');
      const bench = await Bench.open({}, settings);
      try {
        const created: unknown = await bench.create(subject);
        ensure(typeof created === 'object' && created !== null, `Its create returned ${String(created)}.`);
      } catch (error) {
        if (isSaddleError(error) && error.code === 'SADDLE_CONFIG_INCOMPATIBLE') return skip(error.message);
        throw error;
      } finally {
        bench.dispose();
      }
    },
  },
];
