import { defineArchitecture, defineDataset, type DatasetInfo } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';

const info: DatasetInfo = {
  sample: { shape: [1], range: 'unbounded' },
  length: 4096,
  classes: [],
  fields: { samples: { shape: [1], dtype: 'float32' } },
  digest: '0'.repeat(64),
};

/** All data lies at 0. */
export const point = defineDataset({
  name: 'test-point',
  summary: 'The point 0',
  create: () => ({
    reading: 'memory',
    open: () => ({ info, read: (indices) => ({ samples: new Float32Array(indices.length) }) }),
  }),
});

/** `x * weight` or, where the input does not count, `weight`. */
class Scalar extends tf.layers.Layer {
  static readonly className = 'TestScalar';
  readonly #scales: boolean;
  #weight!: tf.LayerVariable;

  constructor({ scales, ...rest }: { scales: boolean; name: string }) {
    super(rest);
    this.#scales = scales;
  }

  override build(): void {
    this.#weight = this.addWeight('weight', [1, 1], 'float32', tf.initializers.ones());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return tf.tidy(() =>
      tf.matMul(this.#scales ? (x as tf.Tensor2D) : tf.onesLike(x as tf.Tensor2D), this.#weight.read() as tf.Tensor2D),
    );
  }
}
tf.serialization.registerClass(Scalar);

const model = (input: string, output: string, scales: boolean) => {
  const x = tf.input({ shape: [1], name: input });
  return tf.model({ inputs: x, outputs: new Scalar({ scales, name: output }).apply(x) as tf.SymbolicTensor });
};

/** The Dirac-GAN (Mescheder et al. 2018, definition 2.1): samples are theta, scores psi * x; both start at 1. */
export const dirac = defineArchitecture({
  name: 'test-dirac',
  summary: 'Two players of one number each',
  create: () => ({
    generator: () => model('latent', 'samples', false),
    discriminator: () => model('samples', 'scores', true),
  }),
});
