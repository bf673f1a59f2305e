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
