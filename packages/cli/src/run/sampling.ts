import * as tf from '@tensorflow/tfjs';
import {
  fixedStream,
  SaddleError,
  StepRandom,
  type RandomStream,
  type Runtime,
  type SampleBatch,
  type TensorMap,
} from '@saddle/core';
import type { Experiment } from '../compose/experiment.js';
import { Examples } from './examples.js';
import type { SamplingOptions } from './sampling-options.js';

/** Samples made at once: bounds the memory, whatever the number asked for. */
const standardChunk = 64;

/** Far enough apart that no two calls of the generator within a chunk draw the same noise. */
const callStride = 0x1_0000;

/**
 * Samples of an experiment's generator from fixed latents, drawn as its sampler says; the same seed, stream and chunk
 * give the same samples in every process.
 */
export class SampleMaker {
  readonly chunk: number;
  readonly #generate: (inputs: TensorMap) => TensorMap;
  readonly #examples: Examples;
  readonly #score: ((inputs: TensorMap) => TensorMap) | undefined;

  constructor(
    private readonly experiment: Experiment,
    runtime: Runtime,
    private readonly seed: number,
    { chunk = standardChunk, options = {} }: { readonly chunk?: number; readonly options?: SamplingOptions } = {},
  ) {
    this.chunk = chunk;
    const { procedure, state } = experiment;
    this.#examples = new Examples(experiment, seed);
    this.#generate = runtime.compile('sample', state, ({ step, ...inputs }) => ({
      samples: procedure.generate({ inputs, options, random: new StepRandom(seed, step as tf.Scalar, '/sample') }),
    }));
    const { score } = procedure;
    this.#score =
      score && runtime.compile('score', state, ({ samples, ...rest }) => ({ scores: score(samples!, rest['labels']) }));
  }

  /** `count` samples, flat, `[count, …sample shape]`. @param stream which latents: 'fixed', or a name of their own */
  async sample(count: number, stream = 'fixed', label?: number): Promise<Float32Array> {
    const size = this.experiment.data.sample.shape.reduce((a, b) => a * b, 1);
    const values = new Float32Array(count * size);
    // A whole number of chunks is drawn, so that the first n samples do not depend on how many follow.
    for (let start = 0; start < count; start += this.chunk) {
      const { samples, labels } = await this.draw(stream, start / this.chunk, label);
      const data = samples.dataSync() as Float32Array;
      tf.dispose([samples, ...(labels ? [labels] : [])]);
      values.set(data.subarray(0, Math.min(data.length, values.length - start * size)), start * size);
    }
    return values;
  }

  /** One chunk of a stream, with the labels that were asked for where the run is conditional. The caller disposes. */
  async draw(stream: string, number: number, label?: number): Promise<SampleBatch> {
    const { sampler } = this.experiment;
    if (!sampler) {
      const inputs = await this.#inputs(stream, number, label);
      const samples = this.generate(inputs, number);
      const { labels, ...others } = inputs;
      tf.dispose(Object.values(others));
      return { samples, ...(labels && { labels }) };
    }
    let calls = 0;
    const random = fixedStream(this.seed, `sampling/${stream}/sampler`, number);
    const samples = await sampler.sample({
      count: this.chunk,
      random,
      generate: (count, from) => {
        const inputs = tf.tidy(() => this.experiment.procedure.latents(count, from));
        const made = this.generate(inputs, number * callStride + calls++);
        tf.dispose(Object.values(inputs));
        return made;
      },
      score: (given) => this.#scoreFor(given),
    });
    random.step.dispose();
    return { samples };
  }

  /** One chunk of a translation: the sources, what becomes of them, and the right answers where there are any. */
  async translate(
    stream: string,
    number: number,
  ): Promise<Readonly<Record<'source' | 'samples', tf.Tensor>> & { target?: tf.Tensor }> {
    const { source, target } = this.experiment.procedure.translation!;
    const fields = await this.#examples.chunk(stream, number, this.chunk, target ? [source, target] : [source]);
    const samples = this.generate({ [source]: fields[source]! }, number);
    return { source: fields[source]!, samples, ...(target && { target: fields[target]! }) };
  }

  /** What one chunk is made from: latents, or pictures of the data. */
  async #inputs(stream: string, number: number, label?: number): Promise<TensorMap> {
    const { translation } = this.experiment.procedure;
    return translation
      ? this.#examples.chunk(stream, number, this.chunk, [translation.source])
      : this.latents(this.chunk, stream, number, label);
  }

  /** Generator inputs number `number` of a stream. The caller disposes. */
  latents(count: number, stream: string, number: number, label?: number): TensorMap {
    return tf.tidy(() => {
      const random: RandomStream = fixedStream(this.seed, `sampling/${stream}`, number);
      const labels = label === undefined ? undefined : tf.fill([count], label, 'int32');
      return this.experiment.procedure.latents(count, random, labels);
    });
  }

  /** Samples of given inputs. @param number keys the generator's own noise. The caller disposes. */
  generate(inputs: TensorMap, number: number): tf.Tensor {
    return tf.tidy(() => this.#generate({ ...inputs, step: tf.scalar(number, 'int32') })['samples']!);
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

  #scoreFor(samples: tf.Tensor): tf.Tensor {
    if (this.#score && this.experiment.classes === 0) return tf.tidy(() => this.#score!({ samples })['scores']!);
    throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
      problem: 'The sampler asks for scores, which this run cannot give: it is conditional, or its procedure has none.',
      advice: 'Leave out `sampler`, or choose one that needs no scores.',
    });
  }
}
