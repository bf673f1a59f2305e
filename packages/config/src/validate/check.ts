import { suggest, type SourcePosition } from '@saddle/core';
import { z } from 'zod';
import { find, formatPath, positionOf, type Path, type Tree } from '../source/tree.js';
import { expectation, reception, schemasAt, shortened, type JsonSchema } from './describe.js';
import type { Problems } from './problems.js';

const described = new WeakMap<z.ZodType, JsonSchema>();

/** JSON Schema of what a schema takes in. */
export function inputSchema(schema: z.ZodType): JsonSchema {
  const known = described.get(schema);
  if (known) return known;
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as JsonSchema;
  described.set(schema, made);
  return made;
}

/** Where a schema's issues are reported. */
export interface Place {
  readonly tree: Tree;
  /** Where the checked value stands in the tree. */
  readonly path: Path;
  readonly problems: Problems;
  /** Further keys that a mapping at `path` may have, for suggestions. */
  readonly otherKeys?: readonly string[];
}

/**
 * Checks `value` and reports what is wrong in plain words at the key or value itself. Keys that a schema would drop
 * silently are unknown keys, too. Undefined where there are problems.
 */
export async function check<S extends z.ZodType>(
  schema: S,
  value: unknown,
  place: Place,
): Promise<{ readonly data: z.output<S> } | undefined> {
  const unknown = [...unknownKeys(schema, value)];
  for (const { path, key, known } of unknown) reportUnknownKey(path, key, known, place);
  const result = await schema.safeParseAsync(value, { reportInput: true });
  if (!result.success) {
    for (const issue of result.error.issues) report(issue, [], schema, value, place);
    return undefined;
  }
  return unknown.length > 0 ? undefined : { data: result.data };
}

function report(issue: z.core.$ZodIssue, before: Path, schema: z.ZodType, value: unknown, place: Place): void {
  const inner = [...before, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(schema, inner);
      for (const key of issue.keys) reportUnknownKey(inner, key, known, place);
      return;
    }
    case 'invalid_union': {
      const meant = meantBranch(issue, at(value, inner), schemasAt(inputSchema(schema), inner));
      if (meant) {
        for (const deeper of meant) report(deeper, inner, schema, value, place);
        return;
      }
      break;
    }
    case 'invalid_key': {
      const key = String(inner.at(-1));
      const expected = issue.issues[0]?.code === 'invalid_format' ? issue.issues[0].message : 'Expected another key';
      place.problems.add({
        code: 'SADDLE_CONFIG_UNKNOWN_KEY',
        at: keyPosition([...place.path, ...inner], place.tree),
        problem: `${expected}; received '${shortened(key)}'.`,
        about: key,
      });
      return;
    }
  }
  reportValue(issue, inner, schema, value, place);
}

function reportValue(
  issue: z.core.$ZodIssue,
  inner: Path,
  schema: z.ZodType,
  value: unknown,
  { tree, path, problems }: Place,
): void {
  const schemas = schemasAt(inputSchema(schema), inner);
  const received = at(value, inner);
  const own = issue.code === 'custom' || issue.code === 'invalid_format' ? ownMessage(issue) : undefined;
  const words = schemas.map(expectation).filter((word) => word !== undefined);
  const expected =
    own ?? (words.length > 0 ? `Expected ${[...new Set(words)].join(', or ')}` : sentence(issue.message));
  const full = [...path, ...inner];
  const name = formatPath(full);
  const absent = received === undefined && inner.length > 0;
  const choices = schemas.flatMap(choicesOf);
  const near = typeof received === 'string' && choices.length > 1 ? nearestOf(received, choices) : '';
  const description = schemas.find((found) => found.description)?.description;
  problems.add({
    code: 'SADDLE_CONFIG_VALUE',
    at: positionOf(tree, full),
    problem: absent ? `\`${name}\` is missing. ${expected}.` : `${expected}; received ${reception(received)}.${near}`,
    advice: hint(received, words) ?? (description && name ? `\`${name}\`: ${description}` : undefined),
    about: name,
  });
}

/** The keys that a mapping at a path may have, of all alternatives together. */
function knownKeys(schema: z.ZodType, path: Path): string[] {
  const keys = ({ properties, anyOf, oneOf }: JsonSchema): string[] => [
    ...Object.keys(properties ?? {}),
    ...(anyOf ?? oneOf ?? []).flatMap(keys),
  ];
  return schemasAt(inputSchema(schema), path).flatMap(keys);
}

/** Where a text looks like what was expected: how YAML writes that. */
function hint(received: unknown, expected: readonly string[]): string | undefined {
  if (typeof received !== 'string') return undefined;
  if (expected.includes('true or false') && /^(true|false|yes|no|on|off)$/i.test(received)) {
    return 'Write true or false, without quotes; YAML 1.2 takes yes, no, on and off for text.';
  }
  const wantsNumber = expected.some((word) => /^a (whole )?number/.test(word));
  if (!wantsNumber || received.trim() === '') return undefined;
  if (Number.isFinite(Number(received))) return 'Write the number without quotes.';
  return Number.isFinite(Number(received.replaceAll('_', ''))) ? 'Write the number without underscores.' : undefined;
}

const nearestOf = (received: string, choices: readonly string[]): string => {
  const [first] = suggest(received, choices).split(' Available:');
  return first?.startsWith('Did') ? ` ${first}` : '';
};

const choicesOf = (schema: JsonSchema): string[] => {
  const all = [...(schema.enum ?? []), ...('const' in schema ? [schema.const] : [])];
  return [
    ...all.filter((choice) => typeof choice === 'string'),
    ...(schema.anyOf ?? schema.oneOf ?? []).flatMap(choicesOf),
  ];
};

const sentence = (message: string): string => message.replace(/\.$/, '');

/** A message written by the schema's author; zod's own ones begin with 'Invalid'. */
const ownMessage = ({ message }: z.core.$ZodIssue): string | undefined =>
  message.startsWith('Invalid') ? undefined : sentence(message);

/**
 * The problems of the alternative that was meant: of those that know some of a mapping's keys, the one that knows most.
 * Undefined where none does, or where keys of several exclude each other: then all alternatives are named.
 */
function meantBranch(
  issues: z.core.$ZodIssueInvalidUnion,
  value: unknown,
  schemas: readonly JsonSchema[],
): readonly z.core.$ZodIssue[] | undefined {
  const choices = schemas.map(({ anyOf }) => anyOf ?? []).find(({ length }) => length === issues.errors.length);
  if (!choices) return undefined;
  const ranked = choices
    .map((choice, index) => ({ errors: issues.errors[index]!, familiar: familiarKeys(choice, value) }))
    .filter(
      ({ familiar, errors }) =>
        familiar > 0 && !errors.some(({ path, code }) => path.length === 0 && code === 'invalid_type'),
    )
    .sort((a, b) => b.familiar - a.familiar || a.errors.length - b.errors.length);
  const meant = ranked[0]?.errors;
  const excluded = meant?.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  );
  const elsewhere = choices.flatMap(({ properties }) => Object.keys(properties ?? {}));
  return excluded?.some((key) => elsewhere.includes(key)) ? undefined : meant;
}

/** How many of a value's keys or items a schema has a place for. */
function familiarKeys({ type, properties, additionalProperties }: JsonSchema, value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const size = Object.keys(value).length;
  if (Array.isArray(value) || type !== 'object') return Array.isArray(value) === (type === 'array') ? size : 0;
  if (!properties) return additionalProperties ? size : 0;
  return Object.keys(value).filter((key) => Object.hasOwn(properties, key)).length;
}

function reportUnknownKey(
  inner: Path,
  key: string,
  known: readonly string[],
  { tree, path, problems, otherKeys }: Place,
): void {
  const all = inner.length === 0 ? [...known, ...(otherKeys ?? [])] : known;
  const full = [...path, ...inner];
  const where = full.length > 0 ? ` in \`${formatPath(full)}\`` : '';
  problems.add({
    code: 'SADDLE_CONFIG_UNKNOWN_KEY',
    at: keyPosition([...full, key], tree),
    problem: `Unknown key \`${shortened(key)}\`${where}. ${suggest(key, new Set(all))}`,
    about: key,
  });
}

const keyPosition = (path: Path, tree: Tree): SourcePosition => find(tree, path)?.key ?? positionOf(tree, path);

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, part)
        ? (inner as Record<string | number, unknown>)[part]
        : undefined,
    value,
  );

interface UnknownKey {
  readonly path: Path;
  readonly key: string;
  readonly known: readonly string[];
}

/** Keys that plain `z.object`s of a plugin's options would drop without a word. */
function* unknownKeys(schema: z.core.$ZodType, value: unknown, path: Path = []): Generator<UnknownKey> {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
      for (const [key, inner] of Object.entries(value)) {
        const own = Object.hasOwn(def.shape, key) ? def.shape[key] : undefined;
        if (own) yield* unknownKeys(own, inner, [...path, key]);
        else if (!def.catchall) yield { path, key, known: Object.keys(def.shape) };
      }
      return;
    case 'array':
      if (!Array.isArray(value)) return;
      for (const [index, item] of value.entries()) yield* unknownKeys(def.element, item, [...path, index]);
      return;
    case 'record':
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
      for (const [key, inner] of Object.entries(value)) yield* unknownKeys(def.valueType, inner, [...path, key]);
      return;
    case 'pipe':
      yield* unknownKeys(def.in, value, path);
      return;
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
      yield* unknownKeys(def.innerType, value, path);
  }
}
