import { checkFeatures, input, rowSlice, type Matrix } from './matrix.js';

export interface InceptionScore {
  /** 1 to the number of classes; the mean over the splits. */
  readonly value: number;
  readonly deviation: number;
  readonly splits: number;
}

/** Sums of rows may miss 1 by the rounding of a 32-bit softmax. */
const tolerance = 1e-3;

/**
 * The form of the Inception score (Salimans et al. 2016, arXiv:1606.03498), exp E KL(p(y|x) || p(y)), of class
 * probabilities `[samples, classes]`, over consecutive splits (10 in the paper) with their standard deviation.
 * Comparable only under one classifier. Throws SADDLE_METRIC_INPUT where a row is no distribution.
 */
export function inceptionScore(
  probabilities: Matrix,
  { splits = 1 }: { readonly splits?: number } = {},
): InceptionScore {
  checkFeatures(probabilities, 'probability', splits);
  checkDistributions(probabilities);
  const scores = Array.from({ length: splits }, (_, i) => {
    const edge = (part: number) => Math.floor((part * probabilities.rows) / splits);
    return scoreOf(rowSlice(probabilities, edge(i), edge(i + 1)));
  });
  const value = scores.reduce((sum, score) => sum + score, 0) / splits;
  const square = scores.reduce((sum, score) => sum + (score - value) ** 2, 0);
  return { value, deviation: Math.sqrt(square / splits), splits };
}

function scoreOf({ rows, columns, data }: Matrix): number {
  const marginal = new Float64Array(columns);
  let inner = 0;
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      marginal[j]! += data[at]! / rows;
      inner += negativeEntropy(data[at]!);
    }
  }
  // E KL(p(y|x) || p(y)) = E sum p log p - sum of the marginal's.
  return Math.exp(inner / rows - marginal.reduce((sum, p) => sum + negativeEntropy(p), 0));
}

const negativeEntropy = (p: number) => (p === 0 ? 0 : p * Math.log(p));

function checkDistributions({ rows, columns, data }: Matrix): void {
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    let least = 0;
    for (let j = 0; j < columns; j++) {
      sum += data[i * columns + j]!;
      least = Math.min(least, data[i * columns + j]!);
    }
    if (least < 0 || Math.abs(sum - 1) > tolerance) {
      throw input(
        `Expected class probabilities that sum to 1, received row ${i} with sum ${sum}.`,
        'Apply a softmax to the logits.',
      );
    }
  }
}
