import * as tf from '@tensorflow/tfjs';

/**
 * Mean of -(t log D + (1 - t) log(1 - D)) with D = sigmoid(logits), as t softplus(-logits) + (1 - t) softplus(logits):
 * finite in value and gradient for any logits, and exact in both tails.
 *
 * @param logits any shape
 * @param targets in [0, 1]; a tensor must broadcast to the logits' shape
 */
export function binaryCrossEntropyWithLogits(logits: tf.Tensor, targets: tf.Tensor | number): tf.Scalar {
  if (targets === 0) return tf.mean(tf.softplus(logits));
  const positive = tf.softplus(tf.neg(logits));
  if (targets === 1) return tf.mean(positive);
  return tf.mean(tf.add(tf.mul(targets, positive), tf.mul(tf.sub(1, targets), tf.softplus(logits))));
}
