import * as tf from '@tensorflow/tfjs';
import type { Parameter, State } from '@saddle/core';
import { z } from 'zod';
import { slots } from './slots.js';

const decay = z.number().min(0).lt(1);

/** The options of Adam; the defaults are PyTorch's. */
export const adamOptions = {
  beta1: decay.default(0.9).describe('Decay of the average of the gradients; 0.5 or 0 is common for GANs'),
  beta2: decay.default(0.999).describe('Decay of the average of the squared gradients'),
  epsilon: z.number().positive().default(1e-8).describe('Added to the root of the second moment'),
  weightDecay: z
    .number()
    .min(0)
    .default(0)
    .describe('Decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101), times the learning rate'),
};

type Settings = { readonly beta1: number; readonly beta2: number; readonly epsilon: number };

/** 1 - beta^count without loss of digits: 0.999^1 in float32 would leave four of them. */
const biasCorrection = (beta: number, count: tf.Tensor): tf.Tensor =>
  beta === 0 ? tf.onesLike(count) : tf.neg(tf.expm1(tf.mul(count, Math.log(beta))));

/**
 * Adam's direction m / (sqrt(v) + epsilon), both corrected for their start at zero (Kingma and Ba 2015,
 * arXiv:1412.6980, algorithm 1).
 *
 * @returns a function that updates the moments and gives one direction per parameter
 */
export function momentDirections(state: State, parameters: readonly Parameter[], { beta1, beta2, epsilon }: Settings) {
  const means = slots(state, 'mean', parameters);
  const squares = slots(state, 'square', parameters);
  // float32, so that no op mixes types; it stops counting at 2^24, when both corrections have long been 1.
  const count = state.variable('count', 0);
  return (gradients: readonly tf.Tensor[]): tf.Tensor[] => {
    count.assign(tf.add(count, 1));
    // Reciprocals of scalars: a division for each parameter less, twice.
    const meanFactor = tf.div(1, biasCorrection(beta1, count));
    const rootFactor = tf.rsqrt(biasCorrection(beta2, count));
    return gradients.map((gradient, i) => {
      const mean = means[i]!;
      const square = squares[i]!;
      mean.assign(tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1)));
      square.assign(tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
      const root = tf.add(tf.mul(tf.sqrt(square), rootFactor), epsilon);
      return tf.div(tf.mul(mean, meanFactor), root);
    });
  };
}
