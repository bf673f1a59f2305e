import type { TensorType } from '../graph/graph.js';
import { parseArgument, type AttributeValue, type OpDefinition } from './op-definition.js';

/**
 * The attributes of an op as its definition has them. TensorFlow.js's kernels pass some that the op does not have,
 * and leave out types, which follow from the inputs.
 *
 * @returns the attributes, or the name of one that is neither given nor follows from anything
 */
export function completeAttributes(
  definition: OpDefinition,
  given: ReadonlyMap<string, AttributeValue>,
  inputs: readonly TensorType[],
): { attributes: Record<string, AttributeValue> } | { missing: string } {
  const inferred = fromInputs(definition, given, inputs);
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, [, fallback]] of Object.entries(definition.attrs)) {
    const value = inferred.get(name) ?? given.get(name) ?? fallback;
    if (value === undefined) return { missing: name };
    attributes[name] = value;
  }
  return { attributes };
}

/** Types and counts that the inputs determine. */
function fromInputs(
  definition: OpDefinition,
  given: ReadonlyMap<string, AttributeValue>,
  inputs: readonly TensorType[],
): Map<string, AttributeValue> {
  const found = new Map<string, AttributeValue>();
  const args = definition.inputs.map(parseArgument);
  let position = 0;
  args.forEach(({ typeAttribute, countAttribute, list }, i) => {
    const after = args.length - 1 - i;
    const known = countAttribute === undefined ? undefined : (found.get(countAttribute) ?? given.get(countAttribute));
    const several = list || countAttribute !== undefined;
    // No op that TensorFlow.js calls has two lists of unknown length.
    const count = several ? (typeof known === 'number' ? known : inputs.length - position - after) : 1;
    const taken = inputs.slice(position, position + count);
    position += count;
    if (countAttribute !== undefined) found.set(countAttribute, count);
    if (typeAttribute === undefined) return;
    if (list)
      found.set(
        typeAttribute,
        taken.map(({ dtype }) => dtype),
      );
    else if (taken[0]) found.set(typeAttribute, taken[0].dtype);
  });
  return found;
}
