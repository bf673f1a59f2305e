import * as tf from '@tensorflow/tfjs';
import { kernel, registerGradient } from './register.js';

interface Pooling {
  readonly filterSize: [number, number] | number;
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Average pooling is linear, so the gradient of its gradient is average pooling. */
export function registerAveragePooling(): void {
  registerGradient<Pooling>(tf.AvgPool, ['x'], (dy, [x], pooling) => ({
    x: () => ofAverage(dy as tf.Tensor4D, x as tf.Tensor4D, pooling),
  }));
  registerGradient(tf.AvgPoolGrad, [], (ddx, _saved, attributes) => ({
    dy: () => kernel(tf.AvgPool, { x: ddx }, attributes),
  }));
  registerGradient(tf.AvgPool3DGrad, [], (ddx, _saved, attributes) => ({
    dy: () => kernel(tf.AvgPool3D, { x: ddx }, { dataFormat: 'NDHWC', ...attributes }),
  }));
}

/** TensorFlow divides by the pixels that a window at the edge really has; so does this, where the kernel does not. */
function ofAverage(dy: tf.Tensor4D, x: tf.Tensor4D, pooling: Pooling): tf.Tensor {
  const { filterSize, strides, pad, dimRoundingMode } = pooling;
  const window = tf.backend_util.computePool2DInfo(x.shape, filterSize, strides, 1, pad, dimRoundingMode);
  const { top, bottom, left, right } = window.padInfo;
  if (top + bottom + left + right === 0 || tf.getBackend() === 'tensorflow') {
    return kernel(tf.AvgPoolGrad, { dy, input: x }, pooling);
  }
  const [batch, height, width, channels] = x.shape;
  const rows = insiders(window.outHeight, window.strideHeight, window.filterHeight, top, height);
  const columns = insiders(window.outWidth, window.strideWidth, window.filterWidth, left, width);
  const whole = window.filterHeight * window.filterWidth;
  const shares = rows.flatMap((inColumn) => columns.map((inRow) => whole / (inColumn * inRow)));
  const input = tf.zeros([batch, top + height + bottom, left + width + right, channels]);
  const scaled = tf.mul(dy, tf.tensor4d(shares, [1, rows.length, columns.length, 1]));
  const gradient = kernel(tf.AvgPoolGrad, { dy: scaled, input }, { filterSize, strides, pad: 'valid' });
  return tf.slice(gradient, [0, top, left, 0], x.shape);
}

/** How many of each window's places along an axis lie inside the maps. */
const insiders = (windows: number, stride: number, size: number, before: number, extent: number): number[] =>
  Array.from({ length: windows }, (_, i) => {
    const from = i * stride - before;
    return Math.min(from + size, extent) - Math.max(from, 0);
  });
