import type { Plugin } from '@saddle/core';
import { z } from 'zod';

/** One option of a plugin as its own schema describes it. */
export interface OptionInfo {
  /** Dotted where it stands inside another: `generator.hidden`. */
  readonly name: string;
  readonly type: string;
  readonly default: unknown;
  readonly description: string;
  /** Whether it must be given. */
  readonly required: boolean;
}

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly default?: unknown;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** Bounds that zod gives every integer say nothing. */
const isBound = (value: number | undefined): value is number =>
  value !== undefined && Math.abs(value) !== Number.MAX_SAFE_INTEGER;

function rangeOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  const parts = [
    isBound(minimum) ? `≥ ${minimum}` : isBound(exclusiveMinimum) ? `> ${exclusiveMinimum}` : '',
    isBound(maximum) ? `≤ ${maximum}` : isBound(exclusiveMaximum) ? `< ${exclusiveMaximum}` : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? ` ${parts.join(', ')}` : '';
}

function typeName(schema: JsonSchema): string {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(typeName).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.type === 'array') {
    const item = typeName(schema.items ?? {});
    return item.includes(' ') ? `(${item})[]` : `${item}[]`;
  }
  if (schema.type === 'object' && typeof schema.additionalProperties === 'object') {
    return `${typeName(schema.additionalProperties)} by name`;
  }
  return `${[schema.type ?? 'any'].flat().join(' | ')}${rangeOf(schema)}`;
}

function optionsIn({ properties = {}, required = [] }: JsonSchema, prefix: string): OptionInfo[] {
  return Object.entries(properties).flatMap(([key, schema]) => {
    const name = `${prefix}${key}`;
    const own: OptionInfo = {
      name,
      type: typeName(schema),
      // An object that may be left out is one whose own options have defaults.
      default: schema.properties ? undefined : schema.default,
      description: schema.description ?? '',
      required: required.includes(key),
    };
    return [own, ...optionsIn(schema, `${name}.`)];
  });
}

/** The options of a plugin, those inside others after them. */
export const optionsOf = (plugin: Plugin): OptionInfo[] =>
  optionsIn(z.toJSONSchema(plugin.options, { io: 'input', unrepresentable: 'any' }) as JsonSchema, '');
