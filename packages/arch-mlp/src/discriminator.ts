import * as tf from '@tensorflow/tfjs';
import type { DiscriminatorSpec } from '@saddle/core';
import { discriminatorOutputs, labelInput, takesLabels } from '@saddle/nn';
import { hiddenLayers, linear } from './hidden-layers.js';
import type { DiscriminatorOptions } from './options.js';

/** Samples (and labels) to scores `[batch, 1]` and the further outputs asked for. */
export function discriminator(spec: DiscriminatorSpec, options: DiscriminatorOptions) {
  const { sample, classes, random } = spec;
  const samples = tf.input({ shape: [...sample.shape], name: 'samples' });
  const flat = sample.shape.length === 1 ? samples : (tf.layers.flatten().apply(samples) as tf.SymbolicTensor);
  const condition = takesLabels(spec) ? labelInput(classes) : undefined;
  const input = condition ? (tf.layers.concatenate().apply([flat, condition.oneHot]) as tf.SymbolicTensor) : flat;
  const features = hiddenLayers(input, options, random);
  const outputs = discriminatorOutputs(
    features,
    spec,
    options.heads,
    (name, units) => linear(options, random, units, name).apply(features) as tf.SymbolicTensor,
  );
  return tf.model({ inputs: condition ? [samples, condition.labels] : samples, outputs });
}
