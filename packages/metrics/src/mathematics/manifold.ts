import type { LinearAlgebra } from './algebra/algebra.js';
import { javascriptAlgebra } from './algebra/javascript.js';
import { Distances } from './distances.js';
import { checkPair, type SamplePair } from './matrix.js';
import { neighbourRadii } from './nearest.js';

/** k of every published comparison that follows Naeem et al. */
export const defaultNeighbours = 5;

export interface ManifoldOptions {
  /** Neighbours that set the radius of each sample's ball; default 5. */
  readonly k?: number;
  readonly algebra?: LinearAlgebra;
}

export interface ManifoldMetrics {
  readonly k: number;
  /** Share of fakes inside a ball of a real sample: are the fakes realistic? */
  readonly precision: number;
  /** Share of reals inside a ball of a fake sample: is everything real produced? */
  readonly recall: number;
  /** Mean number of real balls a fake lies in, over k; about 1 when the sets agree, may exceed 1. */
  readonly density: number;
  /** Share of real balls that hold a fake. */
  readonly coverage: number;
}

/**
 * Improved precision and recall (Kynkaanniemi et al. 2019, arXiv:1904.06991) and density and coverage (Naeem et al.
 * 2020, arXiv:2002.09797). A sample's ball reaches to its k-th nearest neighbour of its own set; inside means strictly
 * nearer, as in the code Naeem et al. published. Needs more than k samples of each.
 */
export function manifoldMetrics({ real, fake }: SamplePair, options: ManifoldOptions = {}): ManifoldMetrics {
  const { k = defaultNeighbours, algebra = javascriptAlgebra } = options;
  checkPair({ real, fake }, k + 1);
  const realRadii = neighbourRadii(real, k, algebra);
  const fakeRadii = neighbourRadii(fake, k, algebra);
  const between = new Distances(real, { ...fake }, algebra);
  const fakeIsInside = new Uint8Array(fake.rows);
  const realIsInside = new Uint8Array(real.rows);
  const realIsCovered = new Uint8Array(real.rows);
  let memberships = 0;
  for (const tile of between.tiles()) {
    for (let i = 0, at = 0; i < tile.rows; i++) {
      const realRow = tile.row + i;
      const realRadius = realRadii[realRow]!;
      for (let j = 0; j < tile.columns; j++, at++) {
        const fakeRow = tile.column + j;
        const fakeRadius = fakeRadii[fakeRow]!;
        let distance = tile.squared[at]!;
        const nearest = Math.min(Math.abs(distance - realRadius), Math.abs(distance - fakeRadius));
        // Copies of training samples make exact ties, which the estimate would decide by its rounding.
        if (nearest <= between.doubtful) distance = between.exact(realRow, fakeRow);
        if (distance < realRadius) {
          memberships += 1;
          fakeIsInside[fakeRow] = 1;
          realIsCovered[realRow] = 1;
        }
        if (distance < fakeRadius) realIsInside[realRow] = 1;
      }
    }
  }
  return {
    k,
    precision: share(fakeIsInside),
    recall: share(realIsInside),
    density: memberships / (k * fake.rows),
    coverage: share(realIsCovered),
  };
}

const share = (flags: Uint8Array) => flags.reduce((sum, flag) => sum + flag, 0) / flags.length;
