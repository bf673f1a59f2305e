import { fixedStream, SaddleError, type Latent } from '@saddle/core';
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

/** @throws SADDLE_CONFIG_INCOMPATIBLE where a head cannot tell a code */
export function checkHead(name: string, size: number, head: tf.Tensor, code: tf.Tensor): void {
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
