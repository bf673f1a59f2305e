import { StepRandom, type RandomStream } from '@saddle/core';
import type * as tf from '@tensorflow/tfjs';

/** Whether a plugin has drawn any random number. */
export interface Draws {
  count: number;
}

/** A step's stream that notes each draw. */
export class NotingRandom implements RandomStream {
  constructor(
    private readonly inner: RandomStream,
    private readonly draws: Draws,
  ) {}

  scope(name: string): RandomStream {
    return new NotingRandom(this.inner.scope(name), this.draws);
  }

  uniform(...args: Parameters<RandomStream['uniform']>) {
    this.draws.count += 1;
    return this.inner.uniform(...args);
  }

  normal(...args: Parameters<RandomStream['normal']>) {
    this.draws.count += 1;
    return this.inner.normal(...args);
  }

  truncatedNormal(...args: Parameters<RandomStream['truncatedNormal']>) {
    this.draws.count += 1;
    return this.inner.truncatedNormal(...args);
  }

  integers(...args: Parameters<RandomStream['integers']>) {
    this.draws.count += 1;
    return this.inner.integers(...args);
  }

  bernoulli(...args: Parameters<RandomStream['bernoulli']>) {
    this.draws.count += 1;
    return this.inner.bernoulli(...args);
  }
}

/** The stream of step `step` as the plugin under test gets it. */
export const pluginRandom = (seed: number, step: tf.Scalar, draws: Draws): RandomStream =>
  new NotingRandom(new StepRandom(seed, step, '/plugin'), draws);
