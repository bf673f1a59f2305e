import * as tf from '@tensorflow/tfjs';
import { registerGradient } from './register.js';

interface MirrorPadding {
  /** Of each axis, how much is put before and after it. */
  readonly paddings: readonly (readonly [number, number])[];
  readonly mode: 'reflect' | 'symmetric';
}

/** TensorFlow.js's own gradient drops what the mirrored margins contribute, so it is wrong even to first order. */
export function registerMirrorPadding(): void {
  registerGradient<MirrorPadding>(tf.MirrorPad, ['x'], (dy, [x], { paddings, mode }) => ({
    x: () =>
      paddings.reduce<tf.Tensor>(
        (gradient, [before, after], axis) =>
          before + after === 0 ? gradient : fold(gradient, axis, x!.shape[axis]!, before, after, mode),
        dy,
      ),
  }));
}

/** Adds the margins of one axis, mirrored back, to its middle of `size`. */
function fold(
  dy: tf.Tensor,
  axis: number,
  size: number,
  before: number,
  after: number,
  mode: MirrorPadding['mode'],
): tf.Tensor {
  /** `reflect` leaves out the pixel at the edge. */
  const edge = mode === 'reflect' ? 1 : 0;
  const part = (from: number, length: number) =>
    tf.slice(
      dy,
      dy.shape.map((_, i) => (i === axis ? from : 0)),
      dy.shape.map((extent, i) => (i === axis ? length : extent)),
    );
  const mirrored = (from: number, length: number, to: number) =>
    tf.pad(
      tf.reverse(part(from, length), axis),
      dy.shape.map((_, i) => (i === axis ? [to, size - to - length] : [0, 0])),
    );
  let gradient = part(before, size);
  if (before > 0) gradient = tf.add(gradient, mirrored(0, before, edge));
  if (after > 0) gradient = tf.add(gradient, mirrored(before + size, after, size - edge - after));
  return gradient;
}
