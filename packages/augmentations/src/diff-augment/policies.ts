import type { RandomStream } from '@saddle/core';
import { resample, samePositions } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';

/** Sizes as shares of the picture's sides. */
export interface Shares {
  readonly translation: number;
  readonly cutout: number;
}

type Policy = (x: tf.Tensor4D, random: RandomStream, shares: Shares) => tf.Tensor4D;

/** (x - centre) * factor + centre */
const spread = (x: tf.Tensor4D, centre: tf.Tensor, factor: tf.Tensor): tf.Tensor4D =>
  tf.add(tf.mul(tf.sub(x, centre), factor), centre);

/** Brightness by U(-0.5, 0.5), then saturation times U(0, 2), then contrast times U(0.5, 1.5). */
const color: Policy = (x, random) => {
  const each = [x.shape[0], 1, 1, 1];
  const brighter = tf.add(x, random.uniform(each, -0.5, 0.5)) as tf.Tensor4D;
  const saturated = spread(brighter, tf.mean(brighter, 3, true), random.uniform(each, 0, 2));
  return spread(saturated, tf.mean(saturated, [1, 2, 3], true), random.uniform(each, 0.5, 1.5));
};

/** Whole numbers in [low, high), `[batch, 1]`, as float32. */
const whole = (random: RandomStream, batch: number, low: number, high: number) =>
  random.integers([batch, 1], low, high).toFloat();

/** A shift by whole pixels, down and right first; zeros move in. */
const translation: Policy = (x, random, { translation: share }) => {
  const [batch, height, width] = x.shape;
  const shifted = (size: number) => {
    const most = Math.floor(size * share + 0.5);
    return tf.add(samePositions(size), whole(random, batch, -most, most + 1));
  };
  const rows = shifted(height);
  return resample(x, rows, shifted(width), 'zero');
};

/** A rectangle of zeros whose centre lies anywhere in the picture. */
const cutout: Policy = (x, random, { cutout: share }) => {
  const [batch, height, width] = x.shape;
  /** 1 at the places of one axis that are cut: `[batch, size]`. */
  const cut = (size: number) => {
    const length = Math.floor(size * share + 0.5);
    const first = tf.sub(whole(random, batch, 0, size + (1 - (length % 2))), Math.floor(length / 2));
    const place = tf.sub(samePositions(size), first);
    return tf.mul(tf.greaterEqual(place, 0).toFloat(), tf.less(place, length).toFloat());
  };
  const rows = tf.reshape(cut(height), [batch, height, 1, 1]);
  const columns = tf.reshape(cut(width), [batch, 1, width, 1]);
  return tf.mul(x, tf.sub(1, tf.mul(rows, columns)));
};

/** Zhao et al. 2020, section 4 and the paper's code: names and ranges of the policies. */
export const policies = { color, translation, cutout } satisfies Record<string, Policy>;

export const policyNames = ['color', 'translation', 'cutout'] as const;
