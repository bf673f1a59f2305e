/** The part of JSON Schema that describes what is expected. */
export interface JsonSchema {
  readonly [key: string]: unknown;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly multipleOf?: number;
  readonly description?: string;
}

const quoted = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value));

function bounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: JsonSchema): string {
  const least = minimum !== undefined && minimum > -Number.MAX_SAFE_INTEGER ? minimum : undefined;
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  const parts = [
    ...(exclusiveMinimum === undefined ? [] : [`greater than ${exclusiveMinimum}`]),
    ...(least !== undefined && most !== undefined ? [`from ${least} to ${most}`] : []),
    ...(least !== undefined && most === undefined ? [`of at least ${least}`] : []),
    ...(least === undefined && most !== undefined ? [`of at most ${most}`] : []),
    ...(exclusiveMaximum === undefined ? [] : [`less than ${exclusiveMaximum}`]),
    ...(multipleOf === undefined ? [] : [`divisible by ${multipleOf}`]),
  ];
  return parts.length > 0 ? ` ${parts.join(' and ')}` : '';
}

/** What a schema accepts, in words: 'a number greater than 0', "one of 'auto', 'off'"; undefined where it says nothing. */
export function expectation(schema: JsonSchema): string | undefined {
  if ('const' in schema) return quoted(schema.const);
  if (schema.enum) return `${schema.enum.length > 1 ? 'one of ' : ''}${schema.enum.map(quoted).join(', ')}`;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) {
    const words = choices.map(expectation);
    return words.includes(undefined) ? undefined : [...new Set(words)].join(', or ');
  }
  switch (schema.type) {
    case 'number':
      return `a number${bounds(schema)}`;
    case 'integer':
      return `a whole number${bounds(schema)}`;
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'string': {
      const long = (schema.minLength ?? 0) > 0 ? 'a text that is not empty' : 'a text';
      return schema.pattern === undefined ? long : `a text like /${schema.pattern}/`;
    }
    case 'array': {
      const { minItems, maxItems, items, prefixItems } = schema;
      const inner = items && expectation(items);
      const size =
        minItems !== undefined && minItems === maxItems
          ? ` of ${minItems}`
          : minItems
            ? ` of at least ${minItems}`
            : '';
      const most =
        maxItems !== undefined && minItems !== maxItems ? `${size ? ' and' : ' of'} at most ${maxItems}` : '';
      const fixed = prefixItems ? ` of ${prefixItems.length}` : '';
      return `a list${fixed || size + most}${inner ? `, each ${inner}` : ''}`;
    }
    case 'object': {
      const keys = schema.required ?? [];
      return keys.length > 0 ? `a mapping with ${keys.map((key) => `\`${key}\``).join(', ')}` : 'a mapping';
    }
    default:
      return undefined;
  }
}

/** What stands in the config, in few words. */
export function reception(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object') {
    const keys = Object.keys(value);
    if (keys.length === 0) return 'an empty mapping';
    return `a mapping with ${keys
      .slice(0, 6)
      .map((key) => `\`${shortened(key)}\``)
      .join(', ')}${keys.length > 6 ? ', …' : ''}`;
  }
  if (typeof value === 'string') return JSON.stringify(shortened(value));
  return String(value as number | boolean);
}

export const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

/** The schemas that describe what may stand at a path; several where alternatives allow it. */
export function schemasAt(schema: JsonSchema, path: readonly PropertyKey[]): JsonSchema[] {
  const [part, ...rest] = path;
  if (part === undefined) return [schema];
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices) return choices.flatMap((choice) => schemasAt(choice, path));
  const inner =
    typeof part === 'number'
      ? (schema.prefixItems?.[part] ?? schema.items)
      : schema.properties && Object.hasOwn(schema.properties, part)
        ? schema.properties[String(part)]
        : schema.additionalProperties;
  return typeof inner === 'object' ? schemasAt(inner, rest) : [];
}
