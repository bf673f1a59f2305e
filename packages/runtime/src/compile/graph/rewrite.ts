import { nodesOf, type Edge, type Graph, type GraphNode } from './graph.js';

/** What takes a node's place: one edge for each of its outputs. Undefined keeps the node. */
export type Replacement = readonly Edge[] | undefined;

/** A graph with some nodes replaced. `visit` gets each node after its inputs, which are replaced already. */
export function rewrite(graph: Graph, visit: (node: GraphNode, original: GraphNode) => Replacement): Graph {
  const replaced = new Map<GraphNode, readonly Edge[]>();
  const follow = ({ node, index }: Edge): Edge => replaced.get(node)![index]!;
  for (const original of nodesOf(graph)) {
    const inputs = original.inputs.map(follow);
    const same = inputs.every(({ node, index }, i) => {
      const before = original.inputs[i]!;
      return node === before.node && index === before.index;
    });
    const node = same ? original : { ...original, inputs };
    replaced.set(original, visit(node, original) ?? node.outputs.map((_, index) => ({ node, index })));
  }
  return { results: graph.results.map((result) => ({ ...result, edge: follow(result.edge) })) };
}
