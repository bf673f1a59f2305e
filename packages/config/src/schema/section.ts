import type { PluginKind } from '@saddle/core';
import { z } from 'zod';
import type { Path } from '../source/tree.js';

/** Keys that every plugin of a kind has in its section, beside `use` and the plugin's own options. */
type CommonKeys = Readonly<Record<string, z.ZodType>>;

type CommonValues<C extends CommonKeys> = z.output<z.ZodObject<C>>;

/** A plugin's section, resolved: the plugin's own options apart from the keys that all of its kind have. */
export type Section<C = unknown> = {
  readonly use: string;
  readonly options: Readonly<Record<string, unknown>>;
} & Readonly<C>;

export interface SectionFacts {
  readonly kind: PluginKind;
  readonly common: CommonKeys;
  readonly description: string;
}

const facts = new WeakMap<z.core.$ZodType, SectionFacts>();

/** The kind and common keys of a section's schema, undefined for other schemas. */
export const sectionFacts = (schema: z.core.$ZodType): SectionFacts | undefined => facts.get(schema);

/** A section that `use:`s a plugin of one kind; its options are checked by the plugin's own schema. */
export function section<C extends CommonKeys>(
  kind: PluginKind,
  description: string,
  common: C,
): z.ZodType<Section<CommonValues<C>>, { use: string; [key: string]: unknown }> {
  const use = z.string().describe(`Name of the ${kind} plugin.`);
  const schema = z
    .looseObject({ use, ...common })
    .transform((values: Record<string, unknown>) => {
      const isCommon = ([key]: [string, unknown]) => key === 'use' || Object.hasOwn(common, key);
      const all = Object.entries(values);
      const options = Object.fromEntries(all.filter((entry) => !isCommon(entry)));
      return { ...Object.fromEntries(all.filter(isCommon)), options } as Section<CommonValues<C>>;
    })
    .describe(description);
  facts.set(schema, { kind, common, description });
  return schema as unknown as z.ZodType<Section<CommonValues<C>>, { use: string; [key: string]: unknown }>;
}

/** A section found in a config. */
export interface FoundSection {
  readonly path: Path;
  readonly facts: SectionFacts;
  /** What stands there, unchecked. */
  readonly value: Readonly<Record<string, unknown>>;
}

export const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every plugin section in `value`, read along `schema`; defaults of absent sections included. */
export function* findSections(schema: z.core.$ZodType, value: unknown, path: Path = []): Generator<FoundSection> {
  const known = sectionFacts(schema);
  if (known && isMapping(value)) yield { path, facts: known, value };
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      if (!isMapping(value)) return;
      for (const [key, inner] of Object.entries(def.shape)) {
        yield* findSections(inner, Object.hasOwn(value, key) ? value[key] : undefined, [...path, key]);
      }
      return;
    case 'record':
      if (!isMapping(value)) return;
      for (const [key, item] of Object.entries(value)) yield* findSections(def.valueType, item, [...path, key]);
      return;
    case 'array':
      if (!Array.isArray(value)) return;
      for (const [index, item] of value.entries()) yield* findSections(def.element, item, [...path, index]);
      return;
    case 'union': {
      // One plugin for all, or several by name: `use` tells.
      const single = isMapping(value) && Object.hasOwn(value, 'use');
      for (const option of def.options) {
        if ((sectionFacts(option) !== undefined) === single) yield* findSections(option, value, path);
      }
      return;
    }
    case 'pipe':
      yield* findSections(def.in, value, path);
      return;
    case 'prefault':
    case 'default':
      yield* findSections(def.innerType, value === undefined ? def.defaultValue : value, path);
      return;
    case 'optional':
    case 'nullable':
      yield* findSections(def.innerType, value, path);
  }
}
