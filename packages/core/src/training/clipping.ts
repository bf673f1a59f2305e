import * as tf from '@tensorflow/tfjs';

/** `norm`: all gradients of a player scaled so that their L2 norm is at most this. `value`: each number cut to +-this. */
export type Clipping = { readonly norm: number } | { readonly value: number };

/** Tensors below this size are cheaper to join than to sum one by one. */
const small = 2 ** 16;

/** L2 norm over all tensors together. */
export const globalNorm = (tensors: readonly tf.Tensor[]): tf.Scalar =>
  tf.tidy(() => {
    const joined = tensors.filter(({ size }) => size < small).map((tensor) => tf.reshape(tensor, [-1]));
    const large = tensors.filter(({ size }) => size >= small);
    const parts = joined.length > 0 ? [tf.concat(joined), ...large] : large;
    return tf.sqrt(tf.addN(parts.map((part) => tf.sum(tf.square(part)))));
  });

export function clipGradients(gradients: readonly tf.Tensor[], clip: Clipping, norm: tf.Scalar): tf.Tensor[] {
  if ('value' in clip) return gradients.map((gradient) => tf.clipByValue(gradient, -clip.value, clip.value));
  // As PyTorch's clip_grad_norm_: the factor is max / (norm + 1e-6), at most 1.
  const factor = tf.minimum(tf.div(clip.norm, tf.add(norm, 1e-6)), 1);
  return gradients.map((gradient) => tf.mul(gradient, factor));
}
