import { SaddleError } from '@saddle/core';
import { nodesOf, type Graph, type GraphNode } from '../graph/graph.js';
import { sourceLine } from '../record/source-lines.js';

/**
 * Compares two traces of one step. A value of JavaScript that changes from call to call shows as a constant that
 * differs; a branch on such a value as another structure.
 *
 * @throws SADDLE_COMPILE_FROZEN
 */
export function compareTraces(step: string, first: Graph, second: Graph): void {
  const before = nodesOf(first);
  const after = nodesOf(second);
  const positions = [before, after].map((nodes) => new Map(nodes.map((node, i) => [node, i])));
  const wiring = ({ inputs }: GraphNode, trace: 0 | 1) =>
    inputs.map(({ node, index }) => `${positions[trace]!.get(node)}:${index}`).join();
  const results = (graph: Graph, trace: 0 | 1) =>
    graph.results.map(({ kind, name, edge }) => `${kind} ${name} ${positions[trace]!.get(edge.node)}:${edge.index}`);
  for (const [i, node] of after.entries()) {
    const other = before[i];
    if (!other || describe(node) !== describe(other) || wiring(node, 1) !== wiring(other, 0))
      throw branched(step, node);
    if (!sameValues(node, other)) throw frozen(step, node, other);
  }
  const ends = results(second, 1);
  if (before.length !== after.length || results(first, 0).join('\n') !== ends.join('\n')) {
    throw branched(step, before[after.length] ?? second.results.at(-1)?.edge.node);
  }
}

const describe = ({ op, attributes, outputs, feed }: GraphNode): string =>
  JSON.stringify([op, attributes, outputs, feed]);

function sameValues({ values: a }: GraphNode, { values: b }: GraphNode): boolean {
  if (!a || !b) return a === b;
  const bytes = (values: NodeJS.TypedArray) => Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return bytes(a).equals(bytes(b));
}

const place = (node: GraphNode | undefined) => {
  const at = node?.origin && sourceLine(node.origin);
  return at && { at };
};

function frozen(step: string, node: GraphNode, other: GraphNode): SaddleError {
  const change = node.values!.findIndex((value, i) => !Object.is(value, other.values![i]));
  return new SaddleError('SADDLE_COMPILE_FROZEN', {
    problem: `Step '${step}': a JavaScript value changed from ${other.values![change]} to ${node.values![change]} between two runs of the step on the same inputs; a compiled step would keep the first.`,
    ...place(node),
    advice:
      'Let it enter as a tensor: an input of the step (step number, learning rate), a `state.variable`, or the random stream.',
  });
}

function branched(step: string, node: GraphNode | undefined): SaddleError {
  return new SaddleError('SADDLE_COMPILE_FROZEN', {
    problem: `Step '${step}': two runs on the same inputs did different ops, first at ${node?.op ?? 'their results'}; a compiled step would repeat the first run's.`,
    ...place(node),
    advice:
      'Something in JavaScript changes between calls and decides what is computed (a counter, a cache, a flag). Decide with tensors (`tf.where`), or give each form its own variant of the step.',
  });
}
