import { fill, integers, op, reshape, scalar } from '../graph/build.js';
import { sizeOf, typeOf, type Edge, type Graph, type GraphNode } from '../graph/graph.js';
import { rewrite } from '../graph/rewrite.js';
import { dataTypes } from '../native/data-types.js';

/** Fewer rows than this are summed as fast by XLA's own reduction. */
const fewestRows = 512;
/** Matrix products that the rows are shared out to; measured from 8 to 128 on activations of a DCGAN. */
const mostBlocks = 32;

/**
 * Sums and means over all but the last axis as matrix products with ones. XLA's CPU reductions run on one thread and
 * read memory across rows; its matrix products do neither. Batch normalization and bias gradients are made of them.
 */
export const matmulReductions = (graph: Graph): Graph =>
  rewrite(graph, (node) => {
    const sum = rowSum(node);
    if (!sum) return undefined;
    const { shape } = node.outputs[0]!;
    const total = reshape(sum.total, shape);
    if (node.op === 'Sum') return [total];
    return [op('Mul', [total, scalar(1 / sum.count)], node.outputs[0]!)];
  });

function rowSum({ op: name, inputs, outputs }: GraphNode): { total: Edge; count: number } | undefined {
  if ((name !== 'Sum' && name !== 'Mean') || outputs[0]!.dtype !== dataTypes.float32) return undefined;
  const [value, axes] = inputs as [Edge, Edge];
  const { shape } = typeOf(value);
  const reduced = new Set([...(axes.node.values ?? [])].map((axis) => (axis + shape.length) % shape.length));
  const rank = shape.length;
  const allButLast = reduced.size === rank - 1 && !reduced.has(rank - 1);
  if (rank < 2 || !(allButLast || reduced.size === rank)) return undefined;
  const columns = shape.at(-1)!;
  const rows = sizeOf(shape) / columns;
  if (!(rows >= fewestRows)) return undefined;
  const perColumn = sumRows(value, rows, columns);
  if (allButLast) return { total: perColumn, count: rows };
  const total = op('Sum', [perColumn, integers([0])], { shape: [], dtype: dataTypes.float32 });
  return { total, count: rows * columns };
}

/** Sum of the rows of a value taken as a matrix: [columns]. */
function sumRows(value: Edge, rows: number, columns: number): Edge {
  let blocks = Math.min(mostBlocks, rows);
  while (rows % blocks !== 0) blocks--;
  const { dtype } = typeOf(value);
  const ones = fill([blocks, 1, rows / blocks], scalar(1));
  const matrices = reshape(value, [blocks, rows / blocks, columns]);
  const partial = op('BatchMatMulV2', [ones, matrices], { shape: [blocks, 1, columns], dtype });
  return op('Sum', [partial, integers([0, 1])], { shape: [columns], dtype });
}
