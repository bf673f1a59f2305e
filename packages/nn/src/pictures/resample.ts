import * as tf from '@tensorflow/tfjs';

/** What lies outside a picture: its mirror image (the edge itself not repeated), or zeros. */
export type Outside = 'mirror' | 'zero';

/** Positions folded back into 0 … size - 1, as in … 2 1 | 0 1 2 … n-1 | n-2 … */
const mirrored = (positions: tf.Tensor, size: number): tf.Tensor =>
  tf.sub(size - 1, tf.abs(tf.sub(size - 1, tf.mod(tf.abs(positions), 2 * (size - 1)))));

/** `[batch, n]` positions on an axis to the matrices `[batch, n, size]` that read there by linear interpolation. */
function readingMatrix(positions: tf.Tensor, size: number, outside: Outside): tf.Tensor3D {
  const inside = outside === 'mirror' ? mirrored(positions, size) : positions;
  const distance = tf.abs(tf.sub(tf.expandDims(inside, 2), tf.range(0, size, 1, 'float32')));
  return tf.relu(tf.sub(1, distance));
}

/** The first picture axis of `[batch, h, w, c]` read by a matrix per example. */
function readRows(x: tf.Tensor4D, matrices: tf.Tensor3D): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const rows = tf.matMul(matrices, tf.reshape(x, [batch, height, width * channels]));
  return tf.reshape(rows, [batch, matrices.shape[1], width, channels]);
}

const transposed = (x: tf.Tensor4D): tf.Tensor4D => tf.transpose(x, [0, 2, 1, 3]);

/**
 * Pictures read at other places, each example at its own: pixel (i, j) of the result is the picture at
 * (rows[i], columns[j]), by bilinear interpolation. Shifts, flips and changes of size are all of this kind. Two matrix
 * products, so it is exact at whole positions, differentiable in the pictures any number of times, and compiles.
 *
 * @param x `[batch, height, width, channels]`
 * @param rows `[batch, n]` positions from 0 to height - 1
 * @param columns `[batch, m]` positions from 0 to width - 1
 * @returns `[batch, n, m, channels]`
 */
export function resample(x: tf.Tensor4D, rows: tf.Tensor, columns: tf.Tensor, outside: Outside): tf.Tensor4D {
  const [, height, width] = x.shape;
  const vertical = readRows(x, readingMatrix(rows, height, outside));
  return transposed(readRows(transposed(vertical), readingMatrix(columns, width, outside)));
}

/** 0, 1, … size - 1 for every example: `[1, size]`, the positions that change nothing. */
export const samePositions = (size: number): tf.Tensor => tf.expandDims(tf.range(0, size, 1, 'float32'), 0);
