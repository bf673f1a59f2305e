import * as tf from '@tensorflow/tfjs';
import {
  HostRandom,
  SaddleError,
  type DatasetReader,
  type FeatureMatrix,
  type FeatureSet,
  type SampleBatch,
  type SampleSet,
} from '@saddle/core';
import type { SampleMaker } from './sampling.js';

const rowsAtOnce = 256;

/** The first `count` samples of a stream of the generator. */
export function generatedSamples(maker: SampleMaker, stream: string, count: number): SampleSet {
  return {
    count,
    async *batches() {
      for (let done = 0; done < count; done += maker.chunk) {
        const batch = await maker.draw(stream, done / maker.chunk);
        requireFinite(batch.samples);
        yield count - done < maker.chunk ? firstRows(batch, count - done) : batch;
      }
    },
  };
}

/** @throws SADDLE_TRAIN_DIVERGED */
function requireFinite(samples: tf.Tensor): void {
  const [finite] = tf.tidy(() => tf.all(tf.isFinite(samples)).dataSync());
  if (finite) return;
  throw new SaddleError('SADDLE_TRAIN_DIVERGED', {
    problem: 'The generator makes samples that are not finite: there is nothing to measure.',
    advice: 'Lower the learning rates, or measure an earlier checkpoint.',
  });
}

function firstRows({ samples, labels }: SampleBatch, rows: number): SampleBatch {
  const cut = (tensor: tf.Tensor) => {
    const part = tf.slice(tensor, 0, rows);
    tensor.dispose();
    return part;
  };
  return { samples: cut(samples), ...(labels && { labels: cut(labels) }) };
}

/** The examples of a data set with these numbers. */
export function storedSamples(reader: DatasetReader, rows: Uint32Array): SampleSet {
  const { shape } = reader.info.sample;
  return {
    count: rows.length,
    async *batches() {
      for (let from = 0; from < rows.length; from += rowsAtOnce) {
        const part = rows.slice(from, from + rowsAtOnce);
        const { samples, labels } = await reader.read(part);
        yield {
          samples: tf.tensor(samples!, [part.length, ...shape], 'float32'),
          ...(labels && { labels: tf.tensor1d(labels as Int32Array, 'int32') }),
        };
      }
    },
  };
}

/** Which examples stand for the data where not all are taken: the same ones for every run and every metric. */
export function chosenRows(length: number, count: number): Uint32Array {
  if (count >= length) return Uint32Array.from({ length }, (_, i) => i);
  return new HostRandom(0, '/evaluation/real').permutation(length).slice(0, count).sort();
}

interface ExtractedSettings {
  readonly dimensions: number;
  extract(samples: tf.Tensor): tf.Tensor;
  /** Whether several metrics will read it: then it is extracted once and held. */
  readonly hold: boolean;
  readonly statistic: FeatureSet['statistic'];
  /** Told how many samples are done. */
  progress(done: number, total: number): void;
}

/** The features of a set of samples, extracted when they are asked for. */
export class ExtractedFeatures implements FeatureSet {
  #matrix: Promise<FeatureMatrix> | undefined;

  constructor(
    private readonly samples: SampleSet,
    private readonly settings: ExtractedSettings,
  ) {}

  get count(): number {
    return this.samples.count;
  }

  get dimensions(): number {
    return this.settings.dimensions;
  }

  get statistic(): FeatureSet['statistic'] {
    return this.settings.statistic;
  }

  async *batches(): AsyncIterable<FeatureMatrix> {
    if (this.settings.hold || this.#matrix) yield await this.matrix();
    else yield* this.#extract();
  }

  matrix(): Promise<FeatureMatrix> {
    this.#matrix ??= this.#collect();
    return this.#matrix;
  }

  async #collect(): Promise<FeatureMatrix> {
    const { count: rows, dimensions: columns } = this;
    const data = new Float32Array(rows * columns);
    let done = 0;
    for await (const part of this.#extract()) {
      data.set(part.data, done * columns);
      done += part.rows;
    }
    return { rows, columns, data };
  }

  async *#extract(): AsyncGenerator<FeatureMatrix> {
    const { extract, dimensions: columns, progress } = this.settings;
    let done = 0;
    for await (const { samples, labels } of this.samples.batches()) {
      const features = extract(samples);
      const [rows, data] = [samples.shape[0]!, await features.data<'float32'>()];
      tf.dispose([samples, features, ...(labels ? [labels] : [])]);
      done += rows;
      progress(done, this.count);
      yield { rows, columns, data };
    }
  }
}
