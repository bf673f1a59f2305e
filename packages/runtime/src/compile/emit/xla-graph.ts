import { nodesOf, reachable, typeOf, type Edge, type Graph, type GraphNode } from '../graph/graph.js';
import { attrValue } from './attributes.js';
import { graphVersions, identity, type EmittedGraph } from './flat-graph.js';
import { NodeNames, nodeDef } from './nodes.js';
import type { FunctionDef, NodeDef } from './protobuf.js';

/** TensorFlow's own kernels for these are faster than XLA's, and their bits are those of the eager step. */
const drawsRandomNumbers = ({ op }: GraphNode): boolean => op.startsWith('Stateless');

/**
 * TensorFlow's graph optimizer merges additions to AddN (see the pass pairwise-sums for what comes of that), except
 * those with the mark of its own results.
 */
const unmerged = (node: NodeDef): NodeDef =>
  node.op === 'Add' || node.op === 'AddV2'
    ? { ...node, attr: { ...node.attr, _grappler_ArithmeticOptimizer_AddOpsRewriteStage: attrValue('bool', true) } }
    : node;

const isConstant = ({ op }: GraphNode): boolean => op === 'Const';

const key = (names: NodeNames, edge: Edge): string => names.inGraph(edge);

/**
 * A graph with all its work in one function that XLA compiles. Random numbers, and what their seeds are computed
 * from, stay outside and are fed in.
 */
export function emitXla(graph: Graph, name: string): EmittedGraph {
  const nodes = nodesOf(graph);
  const names = new NodeNames(nodes);
  const draws = nodes.filter(drawsRandomNumbers);
  const outside = new Set([
    ...reachable(draws.map((node) => ({ node, index: 0 }))),
    ...nodes.filter(({ feed }) => feed),
  ]);
  const inside = nodes.filter((node) => !outside.has(node) || isConstant(node));
  const insideSet = new Set(inside);

  // What crosses into the function: each becomes an argument.
  const crossing = new Map<string, Edge>();
  const cross = (edge: Edge) => {
    if (!insideSet.has(edge.node)) crossing.set(key(names, edge), edge);
  };
  for (const node of inside) node.inputs.forEach(cross);
  for (const { edge } of graph.results) cross(edge);
  const argumentNames = new Map([...crossing.keys()].map((reference, i) => [reference, `a${i}`]));
  const reference = (edge: Edge) => argumentNames.get(key(names, edge)) ?? names.inFunction(edge);

  const results = graph.results.map((_, i) => `r${i}`);
  const types = (edges: readonly Edge[]) => edges.map((edge) => typeOf(edge).dtype);
  const resultTypes = types(graph.results.map(({ edge }) => edge));
  const argumentEdges = [...crossing.values()];
  const mustCompile = { _XlaMustCompile: attrValue('bool', true) };

  const compiled: FunctionDef = {
    signature: {
      name,
      inputArg: argumentEdges.map((edge, i) => ({ name: `a${i}`, type: typeOf(edge).dtype })),
      outputArg: results.map((result, i) => ({ name: result, type: resultTypes[i]! })),
    },
    attr: mustCompile,
    nodeDef: [
      ...inside.map((node) => unmerged(nodeDef(node, names.of(node), node.inputs.map(reference)))),
      ...graph.results.map(({ edge }, i) => identity(`${results[i]!}_out`, reference(edge), resultTypes[i]!)),
    ],
    ret: Object.fromEntries(results.map((result) => [result, `${result}_out:output:0`])),
  };
  const call = 'step';
  return {
    graphDef: {
      node: [
        ...[...outside].map((node) => nodeDef(node, names.of(node), node.inputs.map(names.inGraph))),
        {
          name: call,
          op: 'PartitionedCall',
          input: argumentEdges.map(names.inGraph),
          attr: {
            Tin: attrValue('list(type)', types(argumentEdges)),
            Tout: attrValue('list(type)', resultTypes),
            f: { func: { name } },
            ...mustCompile,
          },
        },
        ...results.map((result, i) => identity(result, i === 0 ? call : `${call}:${i}`, resultTypes[i]!)),
      ],
      versions: graphVersions,
      library: { function: [compiled] },
    },
    feeds: nodes.filter(({ feed }) => feed).map((node) => ({ name: names.of(node), node })),
    results,
  };
}
