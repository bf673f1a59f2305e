import { fixedStream, SaddleError, type Latent } from '@saddle/core';
import { softmaxCrossEntropy } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';

/** Codes looked at to see which a latent has, and their categories. */
const looked = 1024;

/**
 * The codes of a latent by name: numbers of a continuous one, categories of a categorical one (at least; those seen).
 *
 * @throws SADDLE_CONFIG_INCOMPATIBLE for a latent without codes
 */
export function codeSizes(latent: Latent, classes: number): Record<string, number> {
  const sizes = tf.tidy(() => {
    const { codes = {} } = latent.sample({ count: looked, random: fixedStream(0, 'codes'), classes });
    return Object.entries(codes).map(([name, code]) => [
      name,
      code.rank === 1 ? tf.max(code).dataSync()[0]! + 1 : code.shape[1]!,
    ]);
  });
  if (sizes.length > 0) return Object.fromEntries(sizes) as Record<string, number>;
  throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
    problem: "The regularizer 'mutual-information' needs a latent with codes; this one has none.",
    advice: 'Choose `latent: { use: mixed, … }`.',
  });
}

interface Told {
  readonly name: string;
  readonly size: number;
  /** What the discriminator tells: logits of the categories, or the numbers themselves. */
  readonly head: tf.Tensor;
  readonly code: tf.Tensor;
}

/**
 * -log of the probability that a head gives to a code, without its constant: cross-entropy, or half the squared
 * distance, summed over the numbers of a continuous code.
 *
 * @throws SADDLE_CONFIG_INCOMPATIBLE where the head cannot tell the code
 */
export function codeLoss(
  told: Told,
  factors: { readonly categorical: number; readonly continuous: number },
): tf.Scalar {
  checkHead(told);
  const { head, code } = told;
  if (code.rank === 1) return tf.mul(factors.categorical, softmaxCrossEntropy(head, code));
  const distances = tf.sum(tf.mul(0.5, tf.squaredDifference(head, code)), 1);
  return tf.mul(factors.continuous, tf.mean(distances));
}

function checkHead({ name, size, head, code }: Told): void {
  const [rows, width] = head.shape as [number, number];
  if (rows !== code.shape[0]) {
    throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
      problem: `The head '${name}' sees ${rows} inputs, but there are ${code.shape[0]} codes: packed samples have no one code.`,
      advice: "Leave the augmentation 'packing' out.",
    });
  }
  if (code.rank === 1 ? width >= size : width === size) return;
  throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
    problem: `The head '${name}' has ${width} outputs; the code has ${size} ${code.rank === 1 ? 'categories' : 'numbers'}.`,
    advice: `Set \`discriminator: { heads: { ${name}: ${size} } }\` in the architecture's options.`,
  });
}
