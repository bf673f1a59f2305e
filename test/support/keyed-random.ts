import type { RandomStream } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { pattern } from './pattern.js';

/**
 * The numbers of pattern(), key after key from 40 on, in the order of the draws whatever their scopes: what the scripts
 * in test/references/torch draw too. "Normal" numbers are any numbers up to 1.5.
 */
export function keyedRandom(first = 40): RandomStream {
  let key = first;
  const uniform = (shape: readonly number[], low = 0, high = 1) =>
    tf.add(tf.mul(tf.div(tf.add(pattern([...shape], key++), 1), 2), high - low), low);
  const normal = (shape: readonly number[], mean = 0, deviation = 1) =>
    tf.add(tf.mul(pattern([...shape], key++, 1.5), deviation), mean);
  const stream: RandomStream = {
    uniform,
    normal,
    truncatedNormal: normal,
    integers: (shape, low, high) => tf.add(tf.floor(uniform(shape, 0, high - low)), low).toInt(),
    bernoulli: (shape, probability) => tf.less(uniform(shape), probability).toFloat(),
    scope: () => stream,
  };
  return stream;
}
