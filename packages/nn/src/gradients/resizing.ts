import * as tf from '@tensorflow/tfjs';
import { registerGradient } from './register.js';
import { bilinearWeights, nearestWeights, type Weights, wholeFactor } from './resizing-weights.js';

interface Resizing {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
  /** Height and width of the result. */
  readonly size: [number, number];
}

/** The gradients of resizing, in ops that have gradients themselves. */
export function registerResizing(): void {
  registerGradient<Resizing>(tf.ResizeNearestNeighbor, ['images'], (dy, [images], resizing) => ({
    images: () => ofNearest(dy as tf.Tensor4D, images as tf.Tensor4D, resizing),
  }));
  registerGradient<Resizing>(tf.ResizeBilinear, ['images'], (dy, [images], resizing) => ({
    images: () => ofBilinear(dy as tf.Tensor4D, images as tf.Tensor4D, resizing),
  }));
}

/**
 * Enlarging by whole factors repeats each pixel, so its gradient sums blocks. The kernel that TensorFlow has for it is
 * unknown to XLA.
 */
function ofNearest(dy: tf.Tensor4D, images: tf.Tensor4D, resizing: Resizing): tf.Tensor {
  const [, height, width] = images.shape;
  const rows = nearestWeights(height, resizing.size[0], resizing);
  const columns = nearestWeights(width, resizing.size[1], resizing);
  const down = wholeFactor(rows);
  const across = wholeFactor(columns);
  if (down && across) return sumBlocks(dy, down, across);
  return weighted(dy, rows, columns);
}

/**
 * Two matrix products. TensorFlow.js's kernel for it is slower, does not know half-pixel centres and mixes up height and
 * width on the CPU backend.
 */
function ofBilinear(dy: tf.Tensor4D, images: tf.Tensor4D, resizing: Resizing): tf.Tensor {
  const [, height, width] = images.shape;
  const { size } = resizing;
  return weighted(dy, bilinearWeights(height, size[0], resizing), bilinearWeights(width, size[1], resizing));
}

/** The sums of all blocks of `down` times `across` pixels. */
function sumBlocks(maps: tf.Tensor4D, down: number, across: number): tf.Tensor {
  if (down === 1 && across === 1) return tf.clone(maps);
  return tf.mul(tf.avgPool(maps, [down, across], [down, across], 'valid'), down * across);
}

/** `rows` and `columns` tell of each pixel of the result where it came from: its gradient goes back there. */
function weighted(dy: tf.Tensor4D, rows: Weights, columns: Weights): tf.Tensor {
  const [batch, , , channels] = dy.shape;
  const height = rows.sourceSize;
  const width = columns.sourceSize;
  const down = tf.matMul(matrix(rows), tf.reshape(dy, [batch, rows.size, columns.size * channels]), true);
  const across = tf.matMul(matrix(columns), tf.reshape(down, [batch * height, columns.size, channels]), true);
  return tf.reshape(across, [batch, height, width, channels]);
}

/** `[1, result, source]` */
const matrix = ({ values, size, sourceSize }: Weights): tf.Tensor => tf.tensor3d(values, [1, size, sourceSize]);
