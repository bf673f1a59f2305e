import * as tf from '@tensorflow/tfjs';
import type { GeneratorSpec } from '@saddle/core';
import { activation, BatchNorm, dense, fromStream, labelInput } from '@saddle/nn';
import type { GeneratorOptions } from './options.js';
import { halvings, smallest } from './sizes.js';

/**
 * Latents `[batch, latent]` (and labels) to pictures: 4x4 maps, doubled in size and halved in channels by transposed
 * convolutions. The first layer, a transposed convolution on one pixel in the paper's figure, is the same as a dense one.
 */
export function generator({ sample, latent, classes, random }: GeneratorSpec, { channels, norm }: GeneratorOptions) {
  const doublings = halvings(sample);
  const useBias = norm === 'none';
  const kernelInitializer = fromStream(random, 'normal');
  const inner = () => [
    ...(norm === 'batch' ? [new BatchNorm({ scaleInitializer: fromStream(random, 'normal', 0.02, 1) })] : []),
    activation('relu'),
  ];
  const enlarge = (filters: number) =>
    tf.layers.conv2dTranspose({ filters, kernelSize: 4, strides: 2, padding: 'same', useBias, kernelInitializer });
  const widths = Array.from({ length: doublings }, (_, i) => channels * 2 ** (doublings - 1 - i));

  const z = tf.input({ shape: [latent], name: 'latent' });
  const condition = classes > 0 ? labelInput(classes) : undefined;
  const input = condition ? (tf.layers.concatenate().apply([z, condition.oneHot]) as tf.SymbolicTensor) : z;
  const pictures = [
    dense({ units: smallest * smallest * widths[0]!, useBias, kernelInitializer, stream: random }),
    tf.layers.reshape({ targetShape: [smallest, smallest, widths[0]!] }),
    ...inner(),
    ...widths.slice(1).flatMap((width) => [enlarge(width), ...inner()]),
    enlarge(sample.shape[2]!),
    tf.layers.activation({ activation: sample.range === 'symmetric' ? 'tanh' : 'linear', name: 'samples' }),
  ].reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  return tf.model({ inputs: condition ? [z, condition.labels] : z, outputs: pictures });
}
