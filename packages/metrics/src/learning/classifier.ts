import * as tf from '@tensorflow/tfjs';
import { HostRandom, type Artifact } from '@saddle/core';

export interface ClassifierSettings {
  /** Of one sample: `[height, width, channels]` or `[features]`. */
  readonly shape: readonly number[];
  readonly classes: number;
  /** Units of the last hidden layer, whose activations are the features. */
  readonly width: number;
  readonly steps: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly seed: number;
}

export interface LabelledBatch {
  readonly samples: Float32Array;
  readonly labels: Int32Array;
}

/** Convolutions with stride 2 go on until pictures are at most this high and wide. */
const smallEnough = 8;

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Shapes of the kernels, first to last: convolutions for pictures, dense layers otherwise. */
function kernelShapes({ shape, classes, width }: ClassifierSettings): number[][] {
  if (shape.length !== 3) return [[sizeOf(shape), 2 * width], [2 * width, width], [width, classes]]; // prettier-ignore
  const kernels: number[][] = [];
  let [height, wide, channels] = shape as [number, number, number];
  while (kernels.length < 2 || Math.max(height, wide) > smallEnough) {
    const filters = kernels.length === 0 ? 32 : 64;
    kernels.push([kernels.length === 0 ? 5 : 3, kernels.length === 0 ? 5 : 3, channels, filters]);
    [height, wide, channels] = [Math.ceil(height / 2), Math.ceil(wide / 2), filters];
  }
  return [...kernels, [height * wide * channels, width], [width, classes]];
}

/**
 * A small classifier: strided convolutions (or one dense layer for points and tables), a hidden layer of `width` units,
 * logits; ReLU between. Everything random in it comes from the seed: the same data on the same backend give the same
 * weights, bit for bit.
 */
export class Classifier {
  private constructor(
    readonly settings: ClassifierSettings,
    private readonly weights: readonly tf.Variable[],
  ) {}

  /**
   * Trains by Adam on the batches given.
   *
   * @param batchAt batch number n
   */
  static async train(
    settings: ClassifierSettings,
    batchAt: (step: number) => LabelledBatch | Promise<LabelledBatch>,
    progress: (step: number) => void = () => {},
  ): Promise<Classifier> {
    const classifier = new Classifier(settings, initialWeights(settings));
    const optimizer = tf.train.adam(settings.learningRate);
    for (let step = 0; step < settings.steps; step++) {
      const { samples, labels } = await batchAt(step);
      tf.tidy(() => {
        const x = tf.tensor(samples, [labels.length, ...settings.shape]);
        const target = tf.oneHot(tf.tensor1d(labels, 'int32'), settings.classes);
        const loss = () => tf.losses.softmaxCrossEntropy(target, classifier.logits(x)).asScalar();
        optimizer.minimize(loss, false, [...classifier.weights]);
      });
      progress(step + 1);
      // Timers and signals get their turn.
      if (step % 16 === 15) await new Promise((done) => setImmediate(done));
    }
    optimizer.dispose();
    return classifier;
  }

  static fromArtifact(settings: ClassifierSettings, { arrays }: Artifact): Classifier {
    const weights = Object.values(arrays).map(({ shape, data }) =>
      tf.tidy(() => tf.variable(tf.tensor(data.slice(), [...shape], 'float32'))),
    );
    return new Classifier(settings, weights);
  }

  async toArtifact(facts: Artifact['facts']): Promise<Artifact> {
    const entries = this.weights.map(async (weight, i) => {
      const data = (await weight.data<'float32'>()).slice();
      return [String(i).padStart(2, '0'), { shape: weight.shape, data }] as const;
    });
    return { arrays: Object.fromEntries(await Promise.all(entries)), facts };
  }

  /** `[batch, width]`. */
  features(samples: tf.Tensor): tf.Tensor2D {
    return tf.tidy(() => {
      let x = samples;
      for (let layer = 0; layer < this.weights.length / 2 - 1; layer++) {
        const [kernel, bias] = this.#layer(layer);
        const isConvolution = kernel.rank === 4;
        const linear = isConvolution
          ? tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 2, 'same')
          : tf.matMul(x.reshape([x.shape[0]!, -1]) as tf.Tensor2D, kernel as tf.Tensor2D);
        x = tf.relu(tf.add(linear, bias));
      }
      return x as tf.Tensor2D;
    });
  }

  logits(samples: tf.Tensor): tf.Tensor2D {
    return tf.tidy(() => {
      const [kernel, bias] = this.#layer(this.weights.length / 2 - 1);
      return tf.add(tf.matMul(this.features(samples), kernel as tf.Tensor2D), bias);
    });
  }

  /** Share of samples whose most probable class is their own. */
  accuracy({ samples, labels }: LabelledBatch): number {
    const size = sizeOf(this.settings.shape);
    let right = 0;
    for (let from = 0; from < labels.length; from += evaluationBatch) {
      const to = Math.min(from + evaluationBatch, labels.length);
      const chosen = tf.tidy(() => {
        const x = tf.tensor(samples.slice(from * size, to * size), [to - from, ...this.settings.shape]);
        return tf.argMax(this.logits(x), 1).dataSync();
      });
      for (let i = from; i < to; i++) if (chosen[i - from] === labels[i]) right += 1;
    }
    return right / labels.length;
  }

  dispose(): void {
    tf.dispose([...this.weights]);
  }

  #layer(index: number): readonly [tf.Variable, tf.Variable] {
    return [this.weights[2 * index]!, this.weights[2 * index + 1]!];
  }
}

const evaluationBatch = 256;

/** He-normal kernels (He et al. 2015, arXiv:1502.01852), zero biases. */
function initialWeights(settings: ClassifierSettings): tf.Variable[] {
  const random = new HostRandom(settings.seed, '/metrics/classifier');
  return kernelShapes(settings).flatMap((shape) => {
    const outputs = shape.at(-1)!;
    const deviation = Math.sqrt((2 * outputs) / sizeOf(shape));
    const values = Float32Array.from({ length: sizeOf(shape) }, () => deviation * random.normal());
    return tf.tidy(() => [tf.variable(tf.tensor(values, shape)), tf.variable(tf.zeros([outputs]))]);
  });
}
