import { opDefinitions } from '../op-definitions/definitions.js';
import { parseArgument } from '../op-definitions/op-definition.js';
import type { Edge, GraphNode } from '../graph/graph.js';
import { attrValue, shapeProto } from './attributes.js';
import type { AttrValue, NodeDef } from './protobuf.js';

/** Names of a graph's nodes, the same in every process: XLA's cache and messages go by them. */
export class NodeNames {
  readonly #names = new Map<GraphNode, string>();

  constructor(nodes: readonly GraphNode[]) {
    nodes.forEach((node, i) => this.#names.set(node, `n${i}_${node.op}`));
  }

  of(node: GraphNode): string {
    return this.#names.get(node)!;
  }

  /** `name:output`, as nodes of a graph refer to others. */
  readonly inGraph = ({ node, index }: Edge): string => (index === 0 ? this.of(node) : `${this.of(node)}:${index}`);

  /** `name:argument:index`, as nodes of a function refer to others. */
  readonly inFunction = ({ node, index }: Edge): string => {
    const { argument, position } = outputArgument(node, index);
    return `${this.of(node)}:${argument}:${position}`;
  };
}

/** Which of its definition's output arguments an output belongs to. */
function outputArgument(node: GraphNode, index: number): { argument: string; position: number } {
  if (node.op === 'Const') return { argument: 'output', position: 0 };
  let start = 0;
  for (const { name, typeAttribute, countAttribute, list } of opDefinitions[node.op]!.outputs.map(parseArgument)) {
    const count = list
      ? (node.attributes[typeAttribute!] as readonly number[]).length
      : countAttribute === undefined
        ? 1
        : (node.attributes[countAttribute] as number);
    if (index < start + count) return { argument: name, position: index - start };
    start += count;
  }
  throw new Error(`${node.op} has no output ${index}.`);
}

function constantAttributes({ values, outputs }: GraphNode): Record<string, AttrValue> {
  const [{ shape, dtype }] = outputs as [GraphNode['outputs'][number]];
  const tensorContent = Buffer.from(values!.buffer, values!.byteOffset, values!.byteLength);
  return { dtype: { type: dtype }, value: { tensor: { dtype, tensorShape: shapeProto(shape), tensorContent } } };
}

/** One node; every attribute of its definition is written, because functions do not fill in defaults. */
export function nodeDef(node: GraphNode, name: string, inputs: readonly string[]): NodeDef {
  if (node.op === 'Const') return { name, op: node.op, input: inputs, attr: constantAttributes(node) };
  const attr: Record<string, AttrValue> = {};
  for (const [key, [kind]] of Object.entries(opDefinitions[node.op]!.attrs)) {
    attr[key] = attrValue(kind, node.attributes[key]!);
  }
  return { name, op: node.op, input: inputs, attr };
}
