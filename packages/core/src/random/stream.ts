import * as tf from '@tensorflow/tfjs';
import type { Scopable } from '../plugin/token.js';
import { draw } from './draw.js';
import { hash32 } from './hash.js';

/**
 * Random numbers inside a training step: stateless and counter-based, keyed by (run seed, path, draw, step), made
 * by native ops. The same step draws the same numbers whether it runs eagerly, compiled, or again after a resume.
 */
export interface RandomStream extends Scopable<RandomStream> {
  /** Uniform float32 in [low, high); default [0, 1). */
  uniform(shape: readonly number[], low?: number, high?: number): tf.Tensor;
  /** Normal float32; default mean 0, standard deviation 1. */
  normal(shape: readonly number[], mean?: number, deviation?: number): tf.Tensor;
  /** Normal float32 redrawn beyond two standard deviations. */
  truncatedNormal(shape: readonly number[], mean?: number, deviation?: number): tf.Tensor;
  /** Whole int32 numbers in [low, high); high - low up to 2^23. */
  integers(shape: readonly number[], low: number, high: number): tf.Tensor;
  /** 1 with `probability`, else 0, as float32. */
  bernoulli(shape: readonly number[], probability: number | tf.Scalar): tf.Tensor;
}

const affine = (value: tf.Tensor, scale: number, offset: number) => {
  const scaled = scale === 1 ? value : tf.mul(value, scale);
  return offset === 0 ? scaled : tf.add(scaled, offset);
};

/**
 * The stream of one call of one step.
 *
 * @param seed the run's seed, any safe integer, 0 included
 * @param step int32 scalar tensor: the step's number, an input of the step, so that it is never baked into a graph
 */
export class StepRandom implements RandomStream {
  #draws = 0;
  readonly #scopes = new Map<string, number>();

  constructor(
    readonly seed: number,
    readonly step: tf.Scalar,
    readonly path = '',
  ) {}

  /** Asking twice for one name gives two different streams. */
  scope(name: string): StepRandom {
    const uses = this.#scopes.get(name) ?? 0;
    this.#scopes.set(name, uses + 1);
    return new StepRandom(this.seed, this.step, `${this.path}/${name}${uses === 0 ? '' : `#${uses}`}`);
  }

  /** The int32 [2] seed of the next draw: a hash of (seed, path, draw) and the step number moved by a second hash. */
  #nextSeed(): tf.Tensor1D {
    const key = `${this.seed}${this.path}:${this.#draws++}`;
    return tf.add(
      tf.tensor1d([hash32(key, 0), hash32(key, 1)], 'int32'),
      tf.mul(this.step, tf.tensor1d([0, 1], 'int32')),
    );
  }

  uniform(shape: readonly number[], low = 0, high = 1): tf.Tensor {
    return tf.tidy(() => affine(draw('Uniform', [...shape], this.#nextSeed()), high - low, low));
  }

  normal(shape: readonly number[], mean = 0, deviation = 1): tf.Tensor {
    return tf.tidy(() => affine(draw('Normal', [...shape], this.#nextSeed()), deviation, mean));
  }

  truncatedNormal(shape: readonly number[], mean = 0, deviation = 1): tf.Tensor {
    return tf.tidy(() => affine(draw('TruncatedNormal', [...shape], this.#nextSeed()), deviation, mean));
  }

  integers(shape: readonly number[], low: number, high: number): tf.Tensor {
    return tf.tidy(() => tf.add(tf.floor(this.uniform(shape, 0, high - low)).toInt(), tf.scalar(low, 'int32')));
  }

  bernoulli(shape: readonly number[], probability: number | tf.Scalar): tf.Tensor {
    return tf.tidy(() => tf.less(this.uniform(shape), probability).toFloat());
  }
}

/** A stream for work outside steps, such as initial weights: `step` is fixed. Dispose `step` when done. */
export const fixedStream = (seed: number, path: string, step = 0): StepRandom =>
  new StepRandom(seed, tf.scalar(step, 'int32'), `/${path}`);
