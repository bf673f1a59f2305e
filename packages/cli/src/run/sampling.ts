import * as tf from '@tensorflow/tfjs';
import { fixedStream, StepRandom, type Runtime, type TensorMap } from '@saddle/core';
import type { Experiment } from '../compose/experiment.js';

/** Samples made at once: bounds the memory, whatever the number asked for. */
const chunk = 64;

/** Samples of an experiment's generator from fixed latents; the same (seed, count) gives the same samples in every process. */
export class SampleMaker {
  readonly #generate: (inputs: TensorMap) => TensorMap;
  readonly #score: ((inputs: TensorMap) => TensorMap) | undefined;

  constructor(
    private readonly experiment: Experiment,
    runtime: Runtime,
    private readonly seed: number,
  ) {
    const { procedure, state } = experiment;
    this.#generate = runtime.compile('sample', state, ({ step, ...inputs }) => ({
      samples: procedure.generate({ inputs, random: new StepRandom(seed, step as tf.Scalar, '/sample') }),
    }));
    const { score } = procedure;
    this.#score =
      score && runtime.compile('score', state, ({ samples, ...rest }) => ({ scores: score(samples!, rest['labels']) }));
  }

  /** `count` samples, flat, `[count, …sample shape]`. @param stream which latents: 'fixed', or a name of their own */
  sample(count: number, stream = 'fixed', label?: number): Float32Array {
    const size = this.experiment.data.sample.shape.reduce((a, b) => a * b, 1);
    const values = new Float32Array(count * size);
    // A whole number of chunks is drawn, so that the first n samples do not depend on how many follow.
    for (let start = 0; start < count; start += chunk) {
      const samples = tf.tidy(() => {
        const number = start / chunk;
        const random = fixedStream(this.seed, `sampling/${stream}`, number);
        const labels = label === undefined ? undefined : tf.fill([chunk], label, 'int32');
        const inputs = this.experiment.procedure.latents(chunk, random, labels);
        return this.#generate({ ...inputs, step: tf.scalar(number, 'int32') })['samples']!;
      });
      const data = samples.dataSync() as Float32Array;
      samples.dispose();
      values.set(data.subarray(0, Math.min(data.length, values.length - start * size)), start * size);
    }
    return values;
  }

  /** Raw scores of points `[count, …sample shape]`, flat; undefined where the procedure or a conditional run has none. */
  score(points: Float32Array, count: number): Float32Array | undefined {
    if (!this.#score || this.experiment.classes > 0) return undefined;
    const scores = tf.tidy(() => {
      const samples = tf.tensor(points.slice(), [count, ...this.experiment.data.sample.shape]);
      return this.#score!({ samples })['scores']!;
    });
    const values = scores.dataSync() as Float32Array;
    scores.dispose();
    return values;
  }
}
