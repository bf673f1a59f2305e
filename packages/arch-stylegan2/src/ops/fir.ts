import * as tf from '@tensorflow/tfjs';

// The filter [1, 3, 3, 1] of the paper, along rows and columns. By slices and sums, not by a depthwise convolution:
// differentiable any number of times, and XLA makes one loop of it.

const pictureAxes = [1, 2] as const;

const padAxis = (x: tf.Tensor4D, axis: number, before: number, after: number): tf.Tensor4D =>
  tf.pad(
    x,
    x.shape.map((_, i): [number, number] => (i === axis ? [before, after] : [0, 0])),
  );

const sliceAxis = (x: tf.Tensor4D, axis: number, start: number, length: number): tf.Tensor4D =>
  tf.slice(
    x,
    x.shape.map((_, i) => (i === axis ? start : 0)),
    x.shape.map((size, i) => (i === axis ? length : size)),
  );

/**
 * Pictures filtered by [1, 3, 3, 1] / 8 along both axes, as a correlation without padding of its own.
 *
 * @param x `[batch, height, width, channels]`
 * @param before zeros before the first row and column
 * @param after zeros after the last
 * @param gain factor on the result
 * @returns `[batch, height + before + after - 3, width + before + after - 3, channels]`
 */
export function blur(x: tf.Tensor4D, before: number, after: number, gain = 1): tf.Tensor4D {
  const factor = Math.sqrt(gain) / 8;
  return pictureAxes.reduce((pictures, axis) => {
    const padded = padAxis(pictures, axis, before, after);
    const length = padded.shape[axis] - 3;
    const [first, second, third, fourth] = [0, 1, 2, 3].map((start) => sliceAxis(padded, axis, start, length)) as [
      tf.Tensor4D,
      tf.Tensor4D,
      tf.Tensor4D,
      tf.Tensor4D,
    ];
    return tf.add(tf.mul(tf.add(first, fourth), factor), tf.mul(tf.add(second, third), 3 * factor));
  }, x);
}

/**
 * Pictures of twice the size: zeros between all pixels, then the filter with gain 4. Of its four taps two meet a pixel:
 * those at even places are (1 before + 3 here) / 4, at odd places (3 here + 1 after) / 4.
 *
 * @param x `[batch, height, width, channels]`
 * @returns `[batch, 2 height, 2 width, channels]`
 */
export function enlarge(x: tf.Tensor4D): tf.Tensor4D {
  return pictureAxes.reduce((pictures, axis) => {
    const size = pictures.shape[axis];
    const padded = padAxis(pictures, axis, 1, 1);
    const mostly = tf.mul(pictures, 3 / 4);
    const even = tf.add(mostly, tf.mul(sliceAxis(padded, axis, 0, size), 1 / 4));
    const odd = tf.add(mostly, tf.mul(sliceAxis(padded, axis, 2, size), 1 / 4));
    const shape = pictures.shape.map((length, i) => (i === axis ? 2 * length : length));
    return tf.reshape(tf.stack([even, odd], axis + 1), shape as tf.Tensor4D['shape']);
  }, x);
}
