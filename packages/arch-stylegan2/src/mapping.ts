import type { GeneratorSpec } from '@saddle/core';
import { fromStream, labelInput } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { EqualizedDense } from './layers/equalized-dense.js';
import { NormalizeLatents, ScaledLeakyRelu } from './layers/pointwise.js';
import { Truncation } from './layers/truncation.js';
import type { Options } from './options.js';

/** Latents `[batch, latent]` (and labels) to style vectors w `[batch, style]`: dense layers on the normalized latents. */
export function mappingNetwork(
  { latent, classes, random }: GeneratorSpec,
  { style, mappingLayers, mappingRate, meanDecay }: Options['generator'],
): tf.LayersModel {
  const normal = fromStream(random, 'normal', 1);
  const through = (x: tf.SymbolicTensor, ...layers: tf.layers.Layer[]) =>
    layers.reduce((y, layer) => layer.apply(y) as tf.SymbolicTensor, x);

  const z = tf.input({ shape: [latent], name: 'latent' });
  const condition = classes > 0 ? labelInput(classes) : undefined;
  let w = through(z, new NormalizeLatents());
  if (condition) {
    const embedding = new EqualizedDense({ units: style, normal, name: 'label-embedding' });
    const embedded = through(condition.oneHot, embedding, new NormalizeLatents());
    w = tf.layers.concatenate().apply([w, embedded]) as tf.SymbolicTensor;
  }
  for (let i = 0; i < mappingLayers; i++) {
    const dense = new EqualizedDense({ units: style, normal, learningRate: mappingRate, name: `dense-${i}` });
    w = through(w, dense, new ScaledLeakyRelu());
  }
  w = through(w, new Truncation({ decay: meanDecay, name: 'w' }));
  return tf.model({ inputs: condition ? [z, condition.labels] : z, outputs: w });
}
