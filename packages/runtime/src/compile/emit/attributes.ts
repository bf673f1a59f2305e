import type { AttributeValue } from '../op-definitions/op-definition.js';
import type { AttrValue, ShapeProto } from './protobuf.js';

export const shapeProto = (shape: readonly number[]): ShapeProto => ({ dim: shape.map((size) => ({ size })) });

/** Strings of attributes may be any bytes. */
const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** A value as the attribute kind of the op's definition wants it: 'type', 'int', 'list(int)', … */
export function attrValue(kind: string, value: AttributeValue): AttrValue {
  switch (kind) {
    case 'type':
      return { type: value as number };
    case 'int':
      return { i: value as number };
    case 'float':
      return { f: value as number };
    case 'bool':
      return { b: value as boolean };
    case 'string':
      return { s: bytes(value as string) };
    case 'shape':
      return { shape: value === null ? { unknownRank: true } : shapeProto(value as number[]) };
    default: {
      const field = { int: 'i', float: 'f', bool: 'b', type: 'type', string: 's' }[kind.slice(5, -1)];
      if (field === undefined) throw new Error(`Attributes of kind ${kind} cannot be written.`);
      // Kernels pass one number for a list where all its numbers are equal.
      const items = Array.isArray(value) ? (value as unknown[]) : [value];
      return { list: { [field]: field === 's' ? items.map((item) => bytes(item as string)) : items } };
    }
  }
}
