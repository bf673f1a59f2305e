import { SaddleError } from '@saddle/core';
import { constant, fill, integers, op, reshape, slice } from '../compile/graph/build.js';
import { edge, nodesOf, typeOf, type Edge, type Graph, type GraphNode } from '../compile/graph/graph.js';
import { rewrite } from '../compile/graph/rewrite.js';
import { dataTypes } from '../compile/native/data-types.js';
import { sourceLine } from '../compile/record/source-lines.js';

/** Size of an axis that is known only when the model is called. */
export const anySize = -1;

/** The same node in traces with different batch sizes. */
type Variants = readonly GraphNode[];

/**
 * One graph for every batch size, from traces of one function with several. What depends on the batch in a trace are
 * whole numbers in shapes: each that is `offset + slope * batch` in all traces is computed from the size of an input.
 *
 * @param graphs traces of the same function, each with the batch size at its position in `batches`
 * @throws SADDLE_COMPILE_SHAPE where the traces differ in anything else
 */
export function withAnyBatch(name: string, graphs: readonly Graph[], batches: readonly number[]): Graph {
  const traces = graphs.map(nodesOf);
  const first = traces[0]!;
  const variantsOf = new Map(first.map((node, i) => [node, traces.map((nodes) => nodes[i]!)]));
  const fail = (node: GraphNode): never => {
    throw refusal(name, node);
  };
  if (traces.some((nodes) => nodes.length !== first.length)) fail(first.at(-1)!);
  const placeholders = new Map<GraphNode, GraphNode>();
  let size: Edge | undefined;
  for (const node of first.filter(({ feed }) => feed)) {
    const variants = variantsOf.get(node)!;
    const shape = openShape(variants) ?? fail(node);
    const open = { ...node, attributes: { ...node.attributes, shape }, outputs: [{ ...node.outputs[0]!, shape }] };
    placeholders.set(node, open);
    const axis = shape.findIndex(
      (length, i) => length === anySize && variants.every((v, t) => v.outputs[0]!.shape[i] === batches[t]),
    );
    if (axis >= 0) size ??= sizeOfAxis(edge(open), axis);
  }

  const computed = (node: GraphNode, shape: readonly number[], values: readonly ArrayLike<number>[]): Edge => {
    const line = affine(values, batches);
    if (!size || !line) return fail(node);
    const scaled = op('Mul', [size, integers(line.slopes)], typeOf(integers(line.slopes)));
    const vector = op('AddV2', [scaled, integers(line.offsets)], typeOf(scaled));
    return shape.length === 1 ? vector : reshape(vector, shape);
  };

  return rewrite(graphs[0]!, (node, original) => {
    const placeholder = placeholders.get(original);
    if (placeholder) return [edge(placeholder)];
    const variants = variantsOf.get(original)!;
    if (!sameKind(variants)) return fail(node);
    const { values, outputs } = original;
    if (!values) return withOpenShapes(node, variants);
    const [{ shape, dtype }] = outputs as [GraphNode['outputs'][number]];
    const shapes = variants.map((variant) => variant.outputs[0]!.shape);
    if (shapes.some((other) => other.join() !== shape.join())) {
      const all = variants.flatMap((variant) => [...variant.values!]);
      if (!all.every((value) => Object.is(value, all[0]))) return fail(node);
      return [fillTo(computed(node, [shape.length], shapes), constant(values.slice(0, 1), [], dtype), shape)];
    }
    if (variants.every((variant) => variant.values!.every((value, i) => Object.is(value, values[i])))) return undefined;
    if (dtype !== dataTypes.int32) return fail(node);
    return [
      computed(
        node,
        shape,
        variants.map((variant) => variant.values!),
      ),
    ];
  });
}

/** A node's outputs with the axes that differ between traces left open. */
function withOpenShapes(node: GraphNode, variants: Variants): Edge[] | undefined {
  const outputs = node.outputs.map((output, i) => ({ ...output, shape: openShape(variants, i) ?? output.shape }));
  if (outputs.every(({ shape }) => !shape.includes(anySize))) return undefined;
  const open = { ...node, outputs };
  return outputs.map((_, index) => edge(open, index));
}

/** Shape of an output with the axes that differ between the traces left open; undefined if even the rank differs. */
function openShape(variants: Variants, output = 0): number[] | undefined {
  const shapes = variants.map((variant) => variant.outputs[output]!.shape);
  if (shapes.some(({ length }) => length !== shapes[0]!.length)) return undefined;
  return shapes[0]!.map((length, axis) => (shapes.every((shape) => shape[axis] === length) ? length : anySize));
}

const sameKind = ([first, ...others]: Variants): boolean =>
  others.every(
    (other) =>
      other.op === first!.op &&
      (other.op === 'Const' || JSON.stringify(other.attributes) === JSON.stringify(first!.attributes)),
  );

/** The size of one axis of a tensor, int32 `[1]`. */
function sizeOfAxis(value: Edge, axis: number): Edge {
  const { shape } = typeOf(value);
  const sizes = op('Shape', [value], { shape: [shape.length], dtype: dataTypes.int32 }, { out_type: dataTypes.int32 });
  return slice(sizes, [axis], [1]);
}

const fillTo = (sizes: Edge, value: Edge, shape: readonly number[]): Edge =>
  edge({ ...fill(shape, value).node, inputs: [sizes, value] });

/** The line through the values of each position over the batch sizes, where it is one with whole numbers. */
function affine(
  values: readonly ArrayLike<number>[],
  batches: readonly number[],
): { slopes: number[]; offsets: number[] } | undefined {
  const positions = Array.from({ length: values[0]!.length }, (_, i) => values.map((row) => row[i]!));
  const slopes = positions.map(([a, b]) => (b! - a!) / (batches[1]! - batches[0]!));
  const offsets = positions.map(([a], i) => a! - slopes[i]! * batches[0]!);
  const fits = positions.every(
    (row, i) =>
      Number.isInteger(slopes[i]) && row.every((value, t) => value === offsets[i]! + slopes[i]! * batches[t]!),
  );
  return fits ? { slopes, offsets } : undefined;
}

function refusal(name: string, node: GraphNode): SaddleError {
  const at = node.origin && sourceLine(node.origin);
  return new SaddleError('SADDLE_COMPILE_SHAPE', {
    problem: `'${name}' cannot be exported for every batch size: ${node.op} depends on it in another way than through a shape.`,
    ...(at && { at }),
    advice: 'Export it for one batch size (`--batch n`).',
  });
}
