import type { Plugin, PluginRegistry } from '@saddle/core';
import { z } from 'zod';
import type { JsonSchema } from '../validate/describe.js';
import { inputSchema } from '../validate/check.js';
import { experimentSchema } from './experiment.js';
import { sectionFacts, type SectionFacts } from './section.js';

/** Made to be changed while it is put together. */
type Draft = Record<string, unknown>;

/**
 * JSON Schema (draft 2020-12) of a config for the given plugins: for editors to complete and check, and for tests. A
 * complete config is checked in full; of one that `extends` others or names plugins of its own nothing is required and
 * `use` may name more than is known here.
 */
export function jsonSchema(registry: PluginRegistry): Record<string, unknown> {
  const sections = new Map<string, SectionFacts>();
  const root = z.toJSONSchema(experimentSchema, {
    io: 'input',
    reused: 'inline',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: schema }) => {
      const facts = sectionFacts(zodSchema);
      if (!facts) return;
      sections.set(facts.kind, facts);
      for (const key of Object.keys(schema)) if (key !== 'default') delete schema[key];
      schema.description = facts.description;
      schema.$ref = reference(facts.kind);
    },
  }) as Draft;
  const { $schema, description, ...complete } = withoutSafeIntegers(root) as Draft;
  const paths = { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] };
  complete['properties'] = {
    extends: {
      description: 'Files this one is laid over, from its own folder; a later one over an earlier.',
      ...paths,
    },
    ...(complete['properties'] as object),
  };
  // Sections of an optimizer are sections, too: every kind is found in the common keys of another or at the top.
  const known = [...sections.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1));
  const definitions = known.map((facts) => [facts.kind, sectionSchema(facts, pluginsOf(registry, facts))] as const);
  const partial = Object.fromEntries(
    [...definitions, ['experiment', complete] as const].map(([name, schema]) => [`partial-${name}`, relaxed(schema)]),
  );
  const open = { anyOf: [{ required: ['extends'] }, { required: ['plugins'] }] };
  return {
    $schema,
    title: 'Saddle experiment',
    description,
    type: 'object',
    if: open,
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: { $ref: reference('partial-experiment') },
    else: { $ref: reference('experiment') },
    $defs: { experiment: complete, ...Object.fromEntries(definitions), ...partial },
  };
}

const reference = (name: string): string => `#/$defs/${name}`;

const pluginsOf = (registry: PluginRegistry, { kind }: SectionFacts): Plugin[] =>
  registry.names(kind).map((name) => registry.get(kind, name));

/** One plugin kind's section: `use` decides which options there are. */
function sectionSchema({ kind, common, description }: SectionFacts, plugins: readonly Plugin[]): Draft {
  const shared = Object.fromEntries(Object.entries(common).map(([key, schema]) => [key, commonKey(schema)]));
  const required = Object.entries(common)
    .filter(([, schema]) => !schema.safeParse(undefined).success)
    .map(([key]) => key);
  return {
    description,
    type: 'object',
    properties: {
      use: { description: `Name of the ${kind} plugin.`, type: 'string', ...oneOf(plugins.map(({ name }) => name)) },
      ...shared,
    },
    required: ['use', ...required],
    ...(plugins.length > 0 && { allOf: plugins.map((plugin) => optionsOf(plugin, shared)) }),
  };
}

/** An empty `enum` is no valid schema; where no plugin of a kind is installed, no name will do. */
const oneOf = (names: readonly string[]): Draft => (names.length > 0 ? { enum: names } : { not: {} });

/** Which keys there are if `use` names the plugin. */
const optionsOf = (plugin: Plugin, shared: Draft): Draft => ({
  if: { properties: { use: { const: plugin.name } }, required: ['use'] },
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  then: pluginSchema(plugin, shared),
});

/** A common key's schema; where it is a section itself, a reference to that kind. */
function commonKey(schema: z.ZodType): unknown {
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  const facts = sectionFacts(inner);
  if (facts) return { description: facts.description, $ref: reference(facts.kind) };
  const { $schema: _draft, ...own } = inputSchema(schema);
  return withoutSafeIntegers(own);
}

function pluginSchema({ name, summary, paper, options }: Plugin, shared: Draft): Draft {
  const own = inputSchema(options);
  const use = { const: name, description: paper ? `${summary} ${paper}` : summary };
  // A schema that refers to itself cannot be laid beside other keys; its options are checked when the config is loaded.
  if (own.type !== 'object' || JSON.stringify(own).includes('"$ref"')) return { properties: { use } };
  return {
    properties: { use, ...shared, ...(withoutSafeIntegers(own.properties ?? {}) as Draft) },
    required: own.required ?? [],
    additionalProperties: typeof own.additionalProperties === 'object' ? own.additionalProperties : false,
  };
}

/** zod states the range of exact integers as bounds of every whole number; to a reader they say nothing. */
function withoutSafeIntegers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSafeIntegers);
  if (typeof value !== 'object' || value === null) return value;
  const told = Object.entries(value).filter(
    ([key, bound]) =>
      !(key === 'maximum' && bound === Number.MAX_SAFE_INTEGER) &&
      !(key === 'minimum' && bound === Number.MIN_SAFE_INTEGER),
  );
  return Object.fromEntries(told.map(([key, inner]) => [key, withoutSafeIntegers(inner)]));
}

/** The same where parts may be missing: nothing is required, and `use` may name any plugin. */
function relaxed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(relaxed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema as JsonSchema);
  return Object.fromEntries(
    entries.flatMap(([key, value]): [string, unknown][] => {
      if (key === 'required' && Array.isArray(value)) return [];
      if (key === 'if') return [[key, value]];
      if (key === '$ref') return [[key, String(value).replace('#/$defs/', '#/$defs/partial-')]];
      if (key === 'use' && typeof value === 'object' && value !== null && !('const' in value)) {
        const { enum: names, not: _none, ...rest } = value as Draft;
        return [[key, names ? { ...rest, anyOf: [{ enum: names }, {}] } : rest]];
      }
      return [[key, relaxed(value)]];
    }),
  );
}
