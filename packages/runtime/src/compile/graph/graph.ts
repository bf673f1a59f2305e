import type { TensorValues } from '../native/backend.js';
import type { AttributeValue } from '../op-definitions/op-definition.js';

/** Shape and DataType number of a tensor; every shape in a traced graph is known. */
export interface TensorType {
  readonly shape: readonly number[];
  readonly dtype: number;
}

/** What is fed into a call of the graph. */
export type Feed =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'input'; readonly name: string }
  /** A registered constant of the state, or the position of a large constant that the step made. */
  | { readonly kind: 'constant'; readonly name: string }
  | { readonly kind: 'data'; readonly index: number };

/** One op. Nodes are never changed; rewriting makes new ones. */
export interface GraphNode {
  readonly op: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly inputs: readonly Edge[];
  readonly outputs: readonly TensorType[];
  /** The values of a Const. */
  readonly values?: TensorValues;
  /** What a Placeholder takes. */
  readonly feed?: Feed;
  /** Made when the op ran: its stack leads to the line of code. */
  readonly origin?: Error;
}

/** Output `index` of a node. */
export interface Edge {
  readonly node: GraphNode;
  readonly index: number;
}

export type ResultKind = 'output' | 'variable';

/** A value that a call of the graph gives back: an output of the step or a variable's new value. */
export interface Result {
  readonly kind: ResultKind;
  readonly name: string;
  readonly edge: Edge;
}

/** A traced step: the results lead to every node that matters. */
export interface Graph {
  readonly results: readonly Result[];
}

export const edge = (node: GraphNode, index = 0): Edge => ({ node, index });

export const typeOf = ({ node, index }: Edge): TensorType => node.outputs[index]!;

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** The nodes that results depend on, each after its inputs, in order of first use. */
export function reachable(roots: readonly Edge[]): GraphNode[] {
  const ordered = new Set<GraphNode>();
  const stack: { node: GraphNode; next: number }[] = [];
  for (const { node: root } of roots) {
    if (!ordered.has(root)) stack.push({ node: root, next: 0 });
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const input = top.node.inputs[top.next++];
      if (input === undefined) {
        ordered.add(top.node);
        stack.pop();
      } else if (!ordered.has(input.node)) stack.push({ node: input.node, next: 0 });
    }
  }
  return [...ordered];
}

export const nodesOf = (graph: Graph): GraphNode[] => reachable(graph.results.map((result) => result.edge));
