import * as tf from '@tensorflow/tfjs';
import { blur } from './fir.js';

export interface Modulation {
  /** Twice the size: a transposed convolution of stride 2, then the blur. */
  readonly up: boolean;
  /** Whether each output map is divided by the norm of its modulated kernel (equation 3). */
  readonly demodulate: boolean;
}

const epsilon = 1e-8;

/**
 * A convolution whose kernel is scaled, for each example, along its input channels by a style, and normalized along its
 * output channels (Karras et al. 2020, arXiv:1912.04958, equations 1 and 3). A convolution is linear, so instead of a
 * kernel per example its input is scaled before and its output after: the same numbers.
 *
 * @param x `[batch, height, width, inputs]`
 * @param kernel `[size, size, inputs, outputs]`
 * @param style `[batch, inputs]`
 * @returns `[batch, height, width, outputs]`, or twice the height and width
 */
export function modulatedConv2d(
  x: tf.Tensor4D,
  kernel: tf.Tensor4D,
  style: tf.Tensor2D,
  { up, demodulate }: Modulation,
): tf.Tensor4D {
  const [batch, height, width] = x.shape;
  const [size, , inputs, outputs] = kernel.shape;
  const scaled = tf.mul(x, tf.reshape(style, [batch, 1, 1, inputs])) as tf.Tensor4D;
  let maps: tf.Tensor4D;
  if (up) {
    const whole = [batch, 2 * height + size - 2, 2 * width + size - 2, outputs] as [number, number, number, number];
    const transposed = tf.transpose(kernel, [0, 1, 3, 2]);
    maps = blur(tf.conv2dTranspose(scaled, transposed, whole, 2, 'valid'), ...paddingAfter(size), 4);
  } else {
    maps = tf.conv2d(scaled, kernel, 1, 'same');
  }
  if (!demodulate) return maps;
  const squares = tf.matMul(tf.square(style), tf.sum(tf.square(kernel), [0, 1]) as tf.Tensor2D);
  const factors = tf.rsqrt(tf.add(squares, epsilon));
  return tf.mul(maps, tf.reshape(factors, [batch, 1, 1, outputs]));
}

/** Zeros around the transposed convolution's maps, so that twice the size is left after the blur. */
function paddingAfter(size: number): [before: number, after: number] {
  const total = 5 - size;
  return [Math.ceil(total / 2), Math.floor(total / 2)];
}
