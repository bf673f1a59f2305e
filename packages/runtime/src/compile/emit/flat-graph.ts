import { nodesOf, typeOf, type Edge, type Graph } from '../graph/graph.js';
import { attrValue } from './attributes.js';
import { NodeNames, nodeDef } from './nodes.js';
import type { GraphDef, NodeDef } from './protobuf.js';

/** The lowest version that has everything we write; TensorFlow keeps reading old ones. */
export const graphVersions = { producer: 1800 };

export const identity = (name: string, input: string, dtype: number): NodeDef => ({
  name,
  op: 'Identity',
  input: [input],
  attr: { T: attrValue('type', dtype) },
});

/** The names that a call refers to: of what is fed, in order of the feeds, and of the results, in their order. */
export interface EmittedGraph {
  readonly graphDef: GraphDef;
  readonly feeds: readonly { readonly name: string; readonly node: Edge['node'] }[];
  readonly results: readonly string[];
}

/** A graph as plain nodes, for TensorFlow's own executor. */
export function emitFlat(graph: Graph): EmittedGraph {
  const nodes = nodesOf(graph);
  const names = new NodeNames(nodes);
  const results = graph.results.map((_, i) => `r${i}`);
  return {
    graphDef: {
      node: [
        ...nodes.map((node) => nodeDef(node, names.of(node), node.inputs.map(names.inGraph))),
        ...graph.results.map(({ edge }, i) => identity(results[i]!, names.inGraph(edge), typeOf(edge).dtype)),
      ],
      versions: graphVersions,
      library: { function: [] },
    },
    feeds: nodes.filter(({ feed }) => feed).map((node) => ({ name: names.of(node), node })),
    results,
  };
}
