import type { RandomStream } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';

/** What the changes of one batch share. */
export interface Changes {
  /** Those that take part. */
  readonly names: readonly string[];
  /** Their probability, a scalar. */
  readonly strength: tf.Tensor;
  readonly random: RandomStream;
}

/** What one change draws. */
interface Amount {
  /** Changes nothing. */
  readonly identity: number;
  /** Numbers for each example. Default 1. */
  readonly count?: number;
  draw(random: RandomStream, shape: readonly number[]): tf.Tensor;
}

/**
 * The amounts of a change, `[batch, count]`: drawn with probability `strength`, else the identity, for each example.
 * From the stream `random.scope(name)` come the amounts first, then whether they count, `[batch, 1]`.
 */
export function gated({ names, strength, random }: Changes, name: string, batch: number, amount: Amount): tf.Tensor {
  const { identity, count = 1 } = amount;
  if (!names.includes(name)) return tf.fill([batch, count], identity);
  const stream = random.scope(name);
  const drawn = amount.draw(stream, [batch, count]);
  const counts = tf.less(stream.uniform([batch, 1]), strength).toFloat();
  return tf.add(identity, tf.mul(counts, tf.sub(drawn, identity)));
}

/** 2 to the power of a tensor. */
export const exp2 = (x: tf.Tensor): tf.Tensor => tf.exp(tf.mul(x, Math.LN2));

/** 0 or 1, equally often. */
export const coin = (random: RandomStream, shape: readonly number[]): tf.Tensor =>
  tf.floor(random.uniform(shape, 0, 2));
