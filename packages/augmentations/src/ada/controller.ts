import type { Augmentation, State } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';

interface Settings {
  readonly target: number;
  readonly speed: number;
  readonly interval: number;
  readonly initial: number;
  /** Real samples in an update. */
  readonly batch: number;
}

/**
 * The strength p and what moves it (section 3.1 of the paper): r_t is the mean sign of the scores of real samples over
 * `interval` updates; p goes up where it is above the target and down where it is below, by so much that it could go
 * from 0 to 1 in `speed` samples. The paper's code leaves p without a limit above; here it stays a probability.
 */
export function controller(state: State, { target, speed, interval, initial, batch }: Settings) {
  const strength = state.variable('strength', initial);
  const signs = state.variable('signs', 0);
  const updates = state.variable('updates', 0);
  const step = (batch * interval) / speed;

  const adjust: Augmentation['control'] = ({ real }) => {
    const sum = tf.add(signs, tf.mean(tf.sign(real['scores']!)));
    const count = tf.add(updates, 1);
    const due = tf.greaterEqual(count, interval).toFloat();
    const overfitting = tf.div(sum, count) as tf.Scalar;
    const direction = tf.mul(due, tf.sign(tf.sub(overfitting, target)));
    strength.assign(tf.clipByValue(tf.add(strength, tf.mul(direction, step)), 0, 1));
    signs.assign(tf.mul(sum, tf.sub(1, due)));
    updates.assign(tf.mul(count, tf.sub(1, due)));
    return { strength: tf.reshape(strength, []) as tf.Scalar, overfitting };
  };
  return { strength, adjust };
}
