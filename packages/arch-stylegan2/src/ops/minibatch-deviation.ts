import * as tf from '@tensorflow/tfjs';
import { repeat } from './repeat.js';

const epsilon = 1e-8;

/** The largest divisor of `batch` that is not above `group`. */
function groupSize(batch: number, group: number): number {
  for (let size = Math.min(group, batch); ; size--) if (batch % size === 0) return size;
}

/**
 * Maps with one more channel: how much the examples of a group differ, a mean over all features of their standard
 * deviations in the group (Karras et al. 2018, arXiv:1710.10196, section 3). Example i is in group i mod (batch / group).
 *
 * @param x `[batch, height, width, channels]`
 * @param group examples that are compared; fewer where the batch is no multiple
 * @returns `[batch, height, width, channels + 1]`
 */
export function minibatchDeviation(x: tf.Tensor4D, group: number): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const size = groupSize(batch, group);
  const groups = batch / size;
  const grouped = tf.reshape(x, [size, groups, height * width * channels]);
  const centred = tf.sub(grouped, tf.mean(grouped, 0, true));
  const deviations = tf.sqrt(tf.add(tf.mean(tf.square(centred), 0), epsilon));
  const statistic = repeat(tf.reshape(tf.mean(deviations, 1), [1, groups]), [size, groups]);
  return tf.concat([x, repeat(tf.reshape(statistic, [batch, 1, 1, 1]), [batch, height, width, 1])], 3) as tf.Tensor4D;
}
