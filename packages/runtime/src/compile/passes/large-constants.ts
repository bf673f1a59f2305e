import { edge, sizeOf, type Graph } from '../graph/graph.js';
import { rewrite } from '../graph/rewrite.js';
import type { TensorValues } from '../native/backend.js';

/** Constants with more numbers than this are fed into each call instead of written into the graph file. */
export const constantFeedSize = 1024;

/** A constant that is fed: uploaded once. */
export interface ConstantData {
  readonly values: TensorValues;
  readonly shape: readonly number[];
  readonly dtype: number;
}

/** Takes large constants out of the graph. */
export function feedLargeConstants(graph: Graph): { graph: Graph; data: ConstantData[] } {
  const data: ConstantData[] = [];
  const smaller = rewrite(graph, (node) => {
    const [output] = node.outputs;
    if (!node.values || !output || sizeOf(output.shape) <= constantFeedSize) return undefined;
    data.push({ values: node.values, ...output });
    const attributes = { dtype: output.dtype, shape: [...output.shape] };
    const feed = { kind: 'data', index: data.length - 1 } as const;
    return [edge({ op: 'Placeholder', attributes, inputs: [], outputs: [output], feed })];
  });
  return { graph: smaller, data };
}
