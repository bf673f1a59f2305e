/** A value of an attribute as plain data; types are DataType numbers. */
export type AttributeValue = boolean | number | string | null | readonly (boolean | number | string)[];

/** The signature of one TensorFlow op. */
export interface OpDefinition {
  /** `name:type`; the type is the name of an attribute or a DataType number; `*n` repeats `n` times, `*` is a list. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Kind of each attribute and, where it has one, its default. */
  readonly attrs: Readonly<Record<string, readonly [kind: string, fallback?: AttributeValue]>>;
}

export interface Argument {
  readonly name: string;
  /** A DataType number, or undefined when an attribute gives it. */
  readonly type: number | undefined;
  /** The attribute that gives the type or, with `list`, the list of types. */
  readonly typeAttribute: string | undefined;
  /** The attribute that gives the number of tensors. */
  readonly countAttribute: string | undefined;
  readonly list: boolean;
}

export function parseArgument(text: string): Argument {
  const [name, rest] = text.split(':') as [string, string];
  const [type, count] = rest.split('*') as [string, string | undefined];
  const fixed = /^\d+$/.test(type);
  return {
    name,
    type: fixed ? Number(type) : undefined,
    typeAttribute: fixed ? undefined : type,
    countAttribute: count === undefined || count === '' ? undefined : count,
    list: count === '',
  };
}
