import type { LinearAlgebra } from './algebra/algebra.js';
import { javascriptAlgebra } from './algebra/javascript.js';
import { Distances } from './distances.js';
import { checkFeatures, input, type Matrix } from './matrix.js';

export interface Neighbours {
  readonly k: number;
  /** Row-major `[queries, k]`: indices into the references, nearest first. */
  readonly indices: Int32Array;
  /** Row-major `[queries, k]`: Euclidean distances, ascending. */
  readonly distances: Float64Array;
}

export interface NeighbourOptions {
  readonly k?: number;
  readonly algebra?: LinearAlgebra;
}

/**
 * The k nearest references (such as training pictures) of each query (such as a generated one) by Euclidean distance:
 * a look at memorisation. Memory is bounded whatever the sizes.
 */
export function nearestNeighbours(
  { queries, references }: { readonly queries: Matrix; readonly references: Matrix },
  options: NeighbourOptions = {},
): Neighbours {
  const { k = 1, algebra = javascriptAlgebra } = options;
  checkFeatures(queries, 'query', 1);
  checkFeatures(references, 'reference', k);
  if (queries.columns !== references.columns) {
    throw input(`Expected features of one width, received ${queries.columns} and ${references.columns} columns.`);
  }
  // A copy of the object, so that a set among itself finds itself too.
  return search(new Distances(queries, { ...references }, algebra), queries.rows, k, false);
}

/** The squared distance of each row to its k-th nearest other row of the same set. */
export function neighbourRadii(features: Matrix, k: number, algebra: LinearAlgebra): Float64Array {
  checkFeatures(features, 'neighbour', k + 1);
  const { distances } = search(new Distances(features, features, algebra), features.rows, k, true, (value) => value);
  return Float64Array.from({ length: features.rows }, (_, i) => distances[i * k + k - 1]!);
}

function search(
  between: Distances,
  count: number,
  k: number,
  skipSelf: boolean,
  finish: (squared: number) => number = Math.sqrt,
): Neighbours {
  const indices = new Int32Array(count * k).fill(-1);
  const squared = new Float64Array(count * k).fill(Infinity);
  for (const tile of between.tiles()) {
    for (let i = 0, at = 0; i < tile.rows; i++) {
      const query = tile.row + i;
      const first = query * k;
      const last = first + k - 1;
      for (let j = 0; j < tile.columns; j++, at++) {
        // The estimate spares the exact distance for nearly all pairs.
        if (tile.squared[at]! > squared[last]! + between.doubtful) continue;
        const candidate = tile.column + j;
        if (skipSelf && candidate === query) continue;
        const distance = between.exact(query, candidate);
        if (distance >= squared[last]!) continue;
        let place = last;
        for (; place > first && squared[place - 1]! > distance; place--) {
          squared[place] = squared[place - 1]!;
          indices[place] = indices[place - 1]!;
        }
        squared[place] = distance;
        indices[place] = candidate;
      }
    }
  }
  return { k, indices, distances: squared.map(finish) };
}
