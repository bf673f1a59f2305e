import * as tf from '@tensorflow/tfjs';
import type { RandomStream } from '@saddle/core';
import { orthonormalize } from './orthogonal.js';

/** What the layers of TensorFlow.js take as an initializer. */
export type Initializer = ReturnType<typeof tf.initializers.zeros>;

export const initializerNames = [
  'normal',
  'glorot-uniform',
  'glorot-normal',
  'he-uniform',
  'he-normal',
  'orthogonal',
] as const;

export type InitializerName = (typeof initializerNames)[number];

/** Inputs and outputs that one weight's row and column stand for; the window of a convolution counts in both. */
function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  const window = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  return { fanIn: (shape.at(-2) ?? 1) * window, fanOut: shape.at(-1)! * window };
}

type Draw = (stream: RandomStream, shape: number[], deviation: number, mean: number) => tf.Tensor;

const uniform = (stream: RandomStream, shape: number[], limit: number) => stream.uniform(shape, -limit, limit);

const draws: Record<InitializerName, Draw> = {
  normal: (stream, shape, deviation, mean) => stream.normal(shape, mean, deviation),
  // Glorot and Bengio 2010
  'glorot-uniform': (stream, shape) => {
    const { fanIn, fanOut } = fans(shape);
    return uniform(stream, shape, Math.sqrt(6 / (fanIn + fanOut)));
  },
  'glorot-normal': (stream, shape) => {
    const { fanIn, fanOut } = fans(shape);
    return stream.normal(shape, 0, Math.sqrt(2 / (fanIn + fanOut)));
  },
  // He et al. 2015, arXiv:1502.01852
  'he-uniform': (stream, shape) => uniform(stream, shape, Math.sqrt(6 / fans(shape).fanIn)),
  'he-normal': (stream, shape) => stream.normal(shape, 0, Math.sqrt(2 / fans(shape).fanIn)),
  orthogonal: (stream, shape) => {
    const columns = shape.at(-1)!;
    const rows = shape.reduce((a, b) => a * b, 1) / columns;
    return tf.tidy(() => tf.tensor(orthonormalize(stream.normal([rows, columns]).dataSync(), rows, columns), shape));
  },
};

/**
 * Initial weights from a run's random stream, so that they repeat with the seed (0 included). For use outside steps.
 *
 * A saved model names it as zeros: the weights come with the file, and any reader of tf.layers knows zeros.
 *
 * @param deviation of 'normal', default 0.02
 * @param mean of 'normal', default 0
 */
export function fromStream(stream: RandomStream, name: InitializerName, deviation = 0.02, mean = 0): Initializer {
  const initializer = tf.initializers.zeros();
  initializer.apply = (shape) => draws[name](stream, shape as number[], deviation, mean);
  return initializer;
}
