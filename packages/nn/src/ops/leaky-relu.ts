import * as tf from '@tensorflow/tfjs';

/**
 * Leaky ReLU, right to any order: max(x, slope * x) for slopes in [0, 1]. TensorFlow.js's own has no second-order
 * gradient until `installSecondOrderGradients` gives it this one.
 */
export function leakyRelu(x: tf.Tensor, slope = 0.2): tf.Tensor {
  const op = tf.customGrad((input, save) => {
    (save as tf.GradSaveFunc)([input as tf.Tensor]);
    return {
      value: tf.leakyRelu(input as tf.Tensor, slope),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => scaleWhereNegative(dy, saved!, slope),
    };
  });
  return op(x);
}

/** `dy` times the slope where `x` is not positive. Linear in `dy`, so its gradient is itself; `x` is held constant. */
export function scaleWhereNegative(dy: tf.Tensor, x: tf.Tensor, slope: number): tf.Tensor {
  const op = tf.customGrad((gradient, save) => {
    (save as tf.GradSaveFunc)([x]);
    const value = gradient as tf.Tensor;
    return {
      value: tf.where(tf.greater(x, 0), value, tf.mul(value, slope)),
      gradFunc: (ddy: tf.Tensor, [saved]: tf.Tensor[]) => scaleWhereNegative(ddy, saved!, slope),
    };
  });
  return op(dy);
}
