import { isSaddleError, SaddleError } from '@saddle/core';
import { NodeNames } from '../emit/nodes.js';
import { nodesOf, type Graph } from '../graph/graph.js';
import { sourceLine } from '../record/source-lines.js';

/** Runs `work`; when TensorFlow refuses the graph, says which op it was and where the plugin called it. */
export function explainFailure<T>(step: string, graph: Graph, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (isSaddleError(error)) throw error;
    const text = error instanceof Error ? error.message : String(error);
    const nodes = nodesOf(graph);
    const names = new NodeNames(nodes);
    const mentioned = new Set(text.match(/\bn\d+_\w+/g));
    const node = nodes.find((candidate) => mentioned.has(names.of(candidate)));
    const at = node?.origin && sourceLine(node.origin);
    throw new SaddleError('SADDLE_COMPILE_UNSUPPORTED', {
      problem: `Step '${step}' cannot be compiled${node ? `: TensorFlow refuses ${node.op}` : ''}. It says: ${text.split('\n')[0]}`,
      ...(at && { at }),
      advice: 'Set `runtime.compile: graph` or `off`; `off` runs every op by itself.',
      cause: error,
    });
  }
}
