import type { Architecture, DiscriminatorSpec, GeneratorSpec, Latent, Loss, Optimizer } from '@saddle/core';
import {
  binaryCrossEntropyWithLogits as crossEntropy,
  dense,
  discriminatorOutputs,
  fromStream,
  labelInput,
  takesLabels,
} from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';

// What stands around a plugin under test: as small as can be, and smooth, so that differences of values are clean.

const width = 6;
const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

const layers = ({ random }: Pick<GeneratorSpec, 'random'>) => {
  const linear = (units: number, name?: string) =>
    dense({
      units,
      stream: random,
      kernelInitializer: fromStream(random, 'glorot-normal'),
      ...(name !== undefined && { name }),
    });
  const smooth = (x: tf.SymbolicTensor, units: number) =>
    tf.layers.activation({ activation: 'tanh' }).apply(linear(units).apply(x)) as tf.SymbolicTensor;
  return { linear, smooth };
};

/**
 * One hidden layer each; conditioned by one-hot labels beside the input. Gives any output that is asked for.
 *
 * @param given sizes of outputs; 4 where none is given
 */
export const smallArchitecture = (given: Readonly<Record<string, readonly number[]>> = {}): Architecture => ({
  generator(spec: GeneratorSpec) {
    const { linear, smooth } = layers(spec);
    const latent = tf.input({ shape: [spec.latent], name: 'latent' });
    const condition = spec.classes > 0 ? labelInput(spec.classes) : undefined;
    const input = condition ? (tf.layers.concatenate().apply([latent, condition.oneHot]) as tf.SymbolicTensor) : latent;
    const flat = linear(size(spec.sample.shape)).apply(smooth(input, width)) as tf.SymbolicTensor;
    const activation = spec.sample.range === 'symmetric' ? 'tanh' : 'linear';
    const ranged = tf.layers.activation({ activation }).apply(flat) as tf.SymbolicTensor;
    const outputs = tf.layers.reshape({ targetShape: [...spec.sample.shape] }).apply(ranged) as tf.SymbolicTensor;
    return tf.model({ inputs: condition ? [latent, condition.labels] : latent, outputs });
  },
  discriminator(spec: DiscriminatorSpec) {
    const { linear, smooth } = layers(spec);
    const samples = tf.input({ shape: [...spec.sample.shape], name: 'samples' });
    const flat = spec.sample.shape.length > 1 ? (tf.layers.flatten().apply(samples) as tf.SymbolicTensor) : samples;
    const condition = takesLabels(spec) ? labelInput(spec.classes) : undefined;
    const input = condition ? (tf.layers.concatenate().apply([flat, condition.oneHot]) as tf.SymbolicTensor) : flat;
    const heads = Object.fromEntries(spec.outputs.map((name) => [name, given[name]?.[0] ?? 4]));
    const sizes = { ...heads, ...(spec.classes > 0 && { classes: spec.classes }) };
    const features = smooth(input, width);
    const outputs = discriminatorOutputs(
      features,
      spec,
      sizes,
      (name, units) => linear(units, name).apply(features) as tf.SymbolicTensor,
    );
    return tf.model({ inputs: condition ? [samples, condition.labels] : samples, outputs });
  },
});

export const smallLatent = (): Latent => ({
  size: 4,
  sample: ({ count, random, classes }) => ({
    latent: random.normal([count, 4]),
    ...(classes > 0 && { labels: random.integers([count], 0, classes) }),
  }),
});

export const smallLoss: Loss = {
  discriminator: ({ real, fake }) => tf.add(crossEntropy(real, 1), crossEntropy(fake, 0)),
  generator: ({ fake }) => crossEntropy(fake, 1),
};

/** Plain gradient descent. */
export const smallOptimizer: Optimizer = {
  bind: (parameters) => (gradients, rates) =>
    parameters.forEach(({ variable }, i) => {
      variable.assign(tf.sub(variable, tf.mul(gradients[i]!, rates[i]!)));
    }),
};
