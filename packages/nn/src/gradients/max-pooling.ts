import * as tf from '@tensorflow/tfjs';
import { registerGradient } from './register.js';

interface Pooling {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Below every number that a window may hold. */
const lowest = -3.4e38;

/** The gradient of max pooling puts dy where each window has its maximum; the gradient of that fetches from there. */
export function registerMaxPooling(): void {
  registerGradient<Pooling>(tf.MaxPoolGrad, ['input', 'output'], (ddx, [x, y], pooling) => ({
    dy: () => atMaximum(ddx as tf.Tensor4D, x as tf.Tensor4D, y as tf.Tensor4D, pooling),
  }));
}

/**
 * Of each window the number of `values` at the place where `x` has the window's maximum, the first in row order among
 * equals as in TensorFlow.
 *
 * @param values `[batch, height, width, channels]`, as `x`
 * @param y `[batch, rows, columns, channels]`, the maxima
 */
function atMaximum(values: tf.Tensor4D, x: tf.Tensor4D, y: tf.Tensor4D, pooling: Pooling): tf.Tensor {
  const { filterSize, strides, pad, dimRoundingMode } = pooling;
  const window = tf.backend_util.computePool2DInfo(x.shape, filterSize, strides, 1, pad, dimRoundingMode);
  const { top, bottom, left, right } = window.padInfo;
  const padded = (maps: tf.Tensor4D, filling: number): tf.Tensor4D =>
    top + bottom + left + right === 0
      ? maps
      : tf.pad(
          maps,
          [
            [0, 0],
            [top, bottom],
            [left, right],
            [0, 0],
          ],
          filling,
        );
  const candidates = padded(x, lowest);
  const fetched = padded(values, 0);
  /** One member of every window: the one `row`, `column` from the window's corner. */
  const member = (maps: tf.Tensor4D, row: number, column: number) =>
    tf.stridedSlice(
      maps,
      [0, row, column, 0],
      [
        window.batchSize,
        row + (window.outHeight - 1) * window.strideHeight + 1,
        column + (window.outWidth - 1) * window.strideWidth + 1,
        window.inChannels,
      ],
      [1, window.strideHeight, window.strideWidth, 1],
    );

  let found: tf.Tensor | undefined;
  let sum: tf.Tensor | undefined;
  for (let row = 0; row < window.filterHeight; row++) {
    for (let column = 0; column < window.filterWidth; column++) {
      const maximal = tf.equal(member(candidates, row, column), y);
      const first = found ? tf.logicalAnd(maximal, tf.logicalNot(found)) : maximal;
      const here = tf.mul(member(fetched, row, column), tf.cast(first, 'float32'));
      found = found ? tf.logicalOr(found, maximal) : maximal;
      sum = sum ? tf.add(sum, here) : here;
    }
  }
  return sum!;
}
