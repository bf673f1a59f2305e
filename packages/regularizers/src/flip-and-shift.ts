import type { RandomStream } from '@saddle/core';
import { resample, samePositions } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';

export interface Movement {
  readonly flip: boolean;
  /** In pixels. */
  readonly shift: number;
}

/**
 * The transformation of the consistency papers: mirrored left to right with probability 1/2, then shifted by up to
 * `shift` whole pixels along both axes, each picture by itself. The picture's mirror image moves in.
 *
 * @param x `[batch, height, width, channels]`
 */
export function flipAndShift(x: tf.Tensor4D, { flip, shift }: Movement, random: RandomStream): tf.Tensor4D {
  const [batch, height, width] = x.shape;
  const shifted = (size: number) =>
    tf.sub(samePositions(size), random.integers([batch, 1], -shift, shift + 1).toFloat());
  const rows = shifted(height);
  const columns = shifted(width);
  if (!flip) return resample(x, rows, columns, 'mirror');
  const flips = random.bernoulli([batch, 1], 0.5);
  const mirrored = tf.sub(width - 1, columns);
  return resample(x, rows, tf.add(tf.mul(flips, mirrored), tf.mul(tf.sub(1, flips), columns)), 'mirror');
}
