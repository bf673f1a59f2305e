import { resample, samePositions } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { coin, exp2, gated, type Changes } from './gate.js';

export const moveNames = ['flip', 'rotate90', 'translate', 'scale'] as const;

/** Largest shift, as a share of the side, and the deviation of log2 of the size: appendix B of the paper. */
const shift = 0.125;
const scaleDeviation = 0.2;

/** Of tensors of zeros and ones. */
const xor = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.abs(tf.sub(a, b));
const and = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.mul(a, b);
const not = (a: tf.Tensor): tf.Tensor => tf.sub(1, a);

/** What is done to each example, `[batch, 1]` each. */
function drawMoves(changes: Changes, [batch, height, width]: readonly [number, number, number]) {
  const translate = gated(changes, 'translate', batch, {
    identity: 0,
    count: 2,
    draw: (random, shape) => random.uniform(shape, -shift, shift),
  });
  const [vertical, horizontal] = tf.split(translate, 2, 1) as [tf.Tensor, tf.Tensor];
  return {
    flip: gated(changes, 'flip', batch, { identity: 0, draw: coin }),
    quarters: gated(changes, 'rotate90', batch, {
      identity: 0,
      draw: (random, shape) => tf.floor(random.uniform(shape, 0, 4)),
    }),
    down: tf.round(tf.mul(vertical, height)),
    right: tf.round(tf.mul(horizontal, width)),
    scale: gated(changes, 'scale', batch, {
      identity: 1,
      draw: (random, shape) => exp2(random.normal(shape, 0, scaleDeviation)),
    }),
  };
}

/**
 * The paper's blits and its isotropic scaling, in its order: mirrored left to right, turned by quarters, shifted by
 * whole pixels, made larger or smaller about the centre. All but the size are exact; outside, the picture is mirrored.
 * The paper interpolates with a wavelet filter at twice the resolution, this bilinearly.
 *
 * Every flip and turn is a transposition or none, with or without reversed rows and reversed columns; reversal, shift
 * and size act on each axis by itself. So all of it is one choice and one resampling.
 */
export function move(x: tf.Tensor4D, changes: Changes): tf.Tensor4D {
  const [batch, height, width] = x.shape;
  const { flip, quarters, down, right, scale } = drawMoves(changes, [batch, height, width]);
  const is = (count: number) => tf.equal(quarters, count).toFloat();
  const turned = tf.add(is(1), is(3));
  // A quarter turn counter-clockwise is a transposition with the rows reversed; three are one with the columns reversed.
  const reverseRows = xor(tf.add(is(1), is(2)), and(turned, flip));
  const reverseColumns = xor(tf.add(is(2), is(3)), and(not(turned), flip));
  /** Where each pixel of the result comes from. */
  const positions = (size: number, reversed: tf.Tensor, by: tf.Tensor) => {
    const centre = (size - 1) / 2;
    const scaled = tf.add(tf.div(tf.sub(samePositions(size), centre), scale), centre);
    const shifted = tf.sub(scaled, by);
    return tf.add(tf.mul(not(reversed), shifted), tf.mul(reversed, tf.sub(size - 1, shifted)));
  };
  const upright =
    height === width
      ? tf.where(tf.greater(tf.reshape(turned, [batch, 1, 1, 1]), 0.5), tf.transpose(x, [0, 2, 1, 3]), x)
      : x;
  return resample(upright, positions(height, reverseRows, down), positions(width, reverseColumns, right), 'mirror');
}
