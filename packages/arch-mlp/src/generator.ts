import * as tf from '@tensorflow/tfjs';
import type { GeneratorSpec } from '@saddle/core';
import { labelInput } from '@saddle/nn';
import { hiddenLayers, linear } from './hidden-layers.js';
import type { GeneratorOptions } from './options.js';

/** Latents `[batch, latent]` (and labels) to samples. */
export function generator({ sample, latent, classes, random }: GeneratorSpec, options: GeneratorOptions) {
  const z = tf.input({ shape: [latent], name: 'latent' });
  const condition = classes > 0 ? labelInput(classes) : undefined;
  const input = condition ? (tf.layers.concatenate().apply([z, condition.oneHot]) as tf.SymbolicTensor) : z;
  const size = sample.shape.reduce((a, b) => a * b, 1);
  const output = [
    linear(options, random, size),
    ...(sample.range === 'symmetric' ? [tf.layers.activation({ activation: 'tanh' })] : []),
    tf.layers.reshape({ targetShape: [...sample.shape], name: 'samples' }),
  ].reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, hiddenLayers(input, options, random));
  return tf.model({ inputs: condition ? [z, condition.labels] : z, outputs: output });
}
