import * as tf from '@tensorflow/tfjs';
import { coin, exp2, gated, type Changes } from './gate.js';

export const colorNames = ['brightness', 'contrast', 'luma-flip', 'hue', 'saturation'] as const;

/** Appendix B of the paper: deviations of the brightness and of log2 of contrast and saturation. */
const brightnessDeviation = 0.2;
const contrastDeviation = 0.5;
const saturationDeviation = 1;

/** v x (the cross product with the grey axis v = (1, 1, 1) / sqrt 3), for row vectors of colours from the left. */
const crossGrey = [
  [0, 1, -1],
  [-1, 0, 1],
  [1, -1, 0],
].map((row) => row.map((value) => value / Math.sqrt(3)));

/**
 * The paper's colour changes, in its order, on pictures around 0: brightness added, contrast multiplied, luma flipped
 * (reflected at the plane across the grey axis), hue turned about that axis, saturation multiplied.
 */
export function changeColors(x: tf.Tensor4D, changes: Changes): tf.Tensor4D {
  const batch = x.shape[0];
  const each = (amounts: tf.Tensor) => tf.reshape(amounts, [batch, 1, 1, 1]);
  const normal = (name: string, deviation: number) =>
    each(gated(changes, name, batch, { identity: 0, draw: (random, shape) => random.normal(shape, 0, deviation) }));
  const power = (name: string, deviation: number) =>
    each(
      gated(changes, name, batch, { identity: 1, draw: (random, shape) => exp2(random.normal(shape, 0, deviation)) }),
    );
  const grey = (picture: tf.Tensor) => tf.mean(picture, 3, true);

  const bright = tf.add(x, normal('brightness', brightnessDeviation));
  const contrasted = tf.mul(bright, power('contrast', contrastDeviation));
  const flip = each(gated(changes, 'luma-flip', batch, { identity: 0, draw: coin }));
  const flipped = tf.sub(contrasted, tf.mul(tf.mul(2, flip), grey(contrasted)));
  // Of one channel, hue and saturation would change nothing.
  if (x.shape[3] !== 3) return flipped as tf.Tensor4D;

  const angle = each(
    gated(changes, 'hue', batch, { identity: 0, draw: (random, shape) => random.uniform(shape, -Math.PI, Math.PI) }),
  );
  const luma = grey(flipped);
  const chroma = tf.sub(flipped, luma);
  const across = tf.reshape(tf.matMul(tf.reshape(chroma, [-1, 3]), tf.tensor2d(crossGrey)), x.shape);
  const turned = tf.add(tf.mul(chroma, tf.cos(angle)), tf.mul(across, tf.sin(angle)));
  return tf.add(luma, tf.mul(turned, power('saturation', saturationDeviation))) as tf.Tensor4D;
}
