import * as tf from '@tensorflow/tfjs';

export interface Normalized {
  /** `x` with mean 0 and variance 1 over the axes, scaled and moved where that was asked for. */
  readonly normalized: tf.Tensor;
  /** Over the axes, which are kept with length 1. No gradient is meant to flow through it. */
  readonly mean: tf.Tensor;
  /** Mean squared deviation from the mean (divided by n, not n - 1), likewise. */
  readonly variance: tf.Tensor;
}

/** Two passes, since mean(x^2) - mean(x)^2 loses digits where the mean is large. */
function standardize(x: tf.Tensor, axes: number[], epsilon: number) {
  const mean = tf.mean(x, axes, true);
  const centered = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centered), axes, true);
  const inverse = tf.rsqrt(tf.add(variance, epsilon));
  return { standard: tf.mul(centered, inverse), mean, variance, inverse };
}

/*
 * The gradients below are the closed form (Ioffe and Szegedy 2015, section 3): with h = (x - mean) * inverse,
 * dx = inverse * (dh - mean(dh) - h * mean(dh * h)), two passes less than differentiating op by op. They make h and
 * the inverse anew from x by plain ops, so that they have gradients of every order themselves; in a compiled step the
 * same ops are done once.
 */

/**
 * (x - mean) / sqrt(variance + epsilon), differentiable to any order.
 *
 * @param axes over which mean and variance are taken: all but the last for batch normalization
 */
export function batchNormalize(x: tf.Tensor, axes: number[], epsilon = 1e-5): Normalized {
  const { standard, mean, variance } = standardize(x, axes, epsilon);
  const op = tf.customGrad((input, save) => {
    (save as tf.GradSaveFunc)([input as tf.Tensor]);
    return {
      value: standard.clone(),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => {
        const { standard: h, inverse } = standardize(saved!, axes, epsilon);
        const along = tf.mul(h, tf.mean(tf.mul(dy, h), axes, true));
        return tf.mul(inverse, tf.sub(dy, tf.add(tf.mean(dy, axes, true), along)));
      },
    };
  });
  return { normalized: op(x), mean, variance };
}

/**
 * The same over all axes but the last, times `scale` plus `offset`: their gradients are means that the gradient of `x`
 * needs anyway.
 *
 * @param scale `[channels]`
 * @param offset `[channels]`
 */
export function scaledBatchNormalize(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, epsilon = 1e-5): Normalized {
  const axes = Array.from({ length: x.rank - 1 }, (_, axis) => axis);
  const count = x.size / x.shape.at(-1)!;
  const { standard, mean, variance } = standardize(x, axes, epsilon);
  const op = tf.customGrad((...given) => {
    const [input, factor, shift, save] = given as unknown as [tf.Tensor, tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    save([input, factor]);
    return {
      value: tf.add(tf.mul(standard, factor), shift),
      gradFunc: (dy: tf.Tensor, [saved, savedFactor]: tf.Tensor[]) => {
        const { standard: h, inverse } = standardize(saved!, axes, epsilon);
        const meanDy = tf.mean(dy, axes, true);
        const meanAlong = tf.mean(tf.mul(dy, h), axes, true);
        const dx = tf.mul(tf.mul(inverse, savedFactor!), tf.sub(dy, tf.add(meanDy, tf.mul(h, meanAlong))));
        const ofChannels = (value: tf.Tensor) => tf.mul(tf.reshape(value, savedFactor!.shape), count);
        return [dx, ofChannels(meanAlong), ofChannels(meanDy)];
      },
    };
  });
  return { normalized: op(x, scale, offset), mean, variance };
}
