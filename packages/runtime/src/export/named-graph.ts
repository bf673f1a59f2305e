import { emitFlat } from '../compile/emit/flat-graph.js';
import type { GraphDef } from '../compile/emit/protobuf.js';
import { typeOf, type Graph, type TensorType } from '../compile/graph/graph.js';

/** A graph whose input and output nodes have the names that callers use. */
export interface NamedGraph {
  readonly graphDef: GraphDef;
  readonly inputs: Readonly<Record<string, TensorType>>;
  readonly outputs: Readonly<Record<string, TensorType>>;
}

export function nameGraph(graph: Graph): NamedGraph {
  const { graphDef, feeds, results } = emitFlat(graph);
  const inputs = feeds.map(({ name, node }) => {
    if (node.feed?.kind !== 'input') throw new Error(`A model to export has the feed '${name}'.`);
    return { node: name, name: node.feed.name, type: node.outputs[0]! };
  });
  const outputs = graph.results.map(({ name, edge }, i) => ({ node: results[i]!, name, type: typeOf(edge) }));
  const names = new Map([...inputs, ...outputs].map(({ node, name }) => [node, name]));
  const rename = (name: string) => names.get(name) ?? name;
  return {
    graphDef: {
      ...graphDef,
      node: graphDef.node.map((node) => ({ ...node, name: rename(node.name), input: node.input.map(rename) })),
    },
    inputs: Object.fromEntries(inputs.map(({ name, type }) => [name, type])),
    outputs: Object.fromEntries(outputs.map(({ name, type }) => [name, type])),
  };
}
