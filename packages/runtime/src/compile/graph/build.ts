import type { TensorValues } from '../native/backend.js';
import { dataTypes } from '../native/data-types.js';
import type { AttributeValue } from '../op-definitions/op-definition.js';
import { completeAttributes } from '../op-definitions/complete-attributes.js';
import { opDefinitions } from '../op-definitions/definitions.js';
import { edge, sizeOf, typeOf, type Edge, type TensorType } from './graph.js';

/** Makes an op with one output. Attributes that follow from the inputs or have a default may be left out. */
export function op(
  name: string,
  inputs: readonly Edge[],
  output: TensorType,
  given: Readonly<Record<string, AttributeValue>> = {},
): Edge {
  const completed = completeAttributes(opDefinitions[name]!, new Map(Object.entries(given)), inputs.map(typeOf));
  if ('missing' in completed) throw new Error(`${name} is made without its attribute '${completed.missing}'.`);
  return edge({ op: name, attributes: completed.attributes, inputs, outputs: [output] });
}

export const constant = (values: TensorValues, shape: readonly number[], dtype: number): Edge =>
  edge({ op: 'Const', attributes: {}, inputs: [], outputs: [{ shape, dtype }], values });

/** An int32 vector, such as a shape or a list of axes. */
export const integers = (values: readonly number[]): Edge =>
  constant(Int32Array.from(values), [values.length], dataTypes.int32);

export const scalar = (value: number): Edge => constant(Float32Array.of(value), [], dataTypes.float32);

export const fill = (shape: readonly number[], value: Edge): Edge =>
  op('Fill', [integers(shape), value], { shape, dtype: typeOf(value).dtype });

export const reshape = (value: Edge, shape: readonly number[]): Edge => {
  const { shape: old, dtype } = typeOf(value);
  if (sizeOf(old) !== sizeOf(shape)) throw new Error(`Cannot reshape [${old.join()}] to [${shape.join()}].`);
  return op('Reshape', [value, integers(shape)], { shape, dtype });
};

export const transpose = (value: Edge, order: readonly number[]): Edge => {
  const { shape, dtype } = typeOf(value);
  return op('Transpose', [value, integers(order)], { shape: order.map((axis) => shape[axis]!), dtype });
};

const combine = (name: 'AddV2' | 'Sub') => (a: Edge, b: Edge) => op(name, [a, b], typeOf(a));

/** Sum and difference of tensors of one shape. */
export const add = combine('AddV2');
export const subtract = combine('Sub');

export const negate = (value: Edge): Edge => op('Neg', [value], typeOf(value));

/** Part of a tensor, from `begin`, of size `size`. */
export const slice = (value: Edge, begin: readonly number[], size: readonly number[]): Edge => {
  const { shape, dtype } = typeOf(value);
  if (shape.every((length, axis) => length === size[axis])) return value;
  return op('Slice', [value, integers(begin), integers(size)], { shape: size, dtype });
};

/** Zeros around a tensor: `paddings[axis]` is how many before and after. */
export const pad = (value: Edge, paddings: readonly (readonly [number, number])[]): Edge => {
  const { shape, dtype } = typeOf(value);
  if (paddings.every(([before, after]) => before + after === 0)) return value;
  const padded = shape.map((length, axis) => length + paddings[axis]![0] + paddings[axis]![1]);
  const table = constant(Int32Array.from(paddings.flat()), [shape.length, 2], dataTypes.int32);
  return op('Pad', [value, table], { shape: padded, dtype });
};

/** Tensors of one shape stacked along a new first axis. */
export const stack = (values: readonly Edge[]): Edge => {
  const { shape, dtype } = typeOf(values[0]!);
  return op('Pack', values, { shape: [values.length, ...shape], dtype }, { axis: 0 });
};

/** Product of two matrices, each transposed on request. */
export const matmul = (a: Edge, b: Edge, transposeA = false, transposeB = false): Edge => {
  const rows = typeOf(a).shape[transposeA ? 1 : 0]!;
  const columns = typeOf(b).shape[transposeB ? 0 : 1]!;
  const attributes = { transpose_a: transposeA, transpose_b: transposeB };
  return op('MatMul', [a, b], { shape: [rows, columns], dtype: typeOf(a).dtype }, attributes);
};

export const concatenate = (values: readonly Edge[], axis: number): Edge => {
  const { shape, dtype } = typeOf(values[0]!);
  const length = values.reduce((sum, value) => sum + typeOf(value).shape[axis]!, 0);
  const joined = shape.map((size, i) => (i === axis ? length : size));
  return op('ConcatV2', [...values, constant(Int32Array.of(axis), [], dataTypes.int32)], { shape: joined, dtype });
};
