import * as tf from '@tensorflow/tfjs';

/**
 * Mean of -log softmax(logits)[label]: finite for any logits, differentiable again (TensorFlow.js's own is not).
 *
 * @param logits `[batch, classes]`
 * @param labels int32 `[batch]`
 */
export function softmaxCrossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  const oneHot = tf.oneHot(labels.toInt(), logits.shape[1]!).toFloat();
  return tf.neg(tf.mean(tf.sum(tf.mul(oneHot, tf.logSoftmax(logits)), 1)));
}
