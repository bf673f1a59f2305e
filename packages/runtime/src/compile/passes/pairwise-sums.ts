import { add } from '../graph/build.js';
import type { Graph } from '../graph/graph.js';
import { rewrite } from '../graph/rewrite.js';

/**
 * Sums of many tensors as additions of two. TensorFlow's memory optimizer turns an AddN into ops that XLA does not have,
 * in steps that need much of the memory that happens to be free.
 */
export const pairwiseSums = (graph: Graph): Graph =>
  rewrite(graph, ({ op, inputs }) => (op === 'AddN' ? [inputs.reduce(add)] : undefined));
