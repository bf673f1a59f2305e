import type { GeneratorSpec } from '@saddle/core';
import { activation, BatchNorm, ConditionalBatchNorm, conv2d, dense, fromStream, labelInput } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import type { Options } from './options.js';
import { doublings, smallest } from './sizes.js';

type Maps = tf.SymbolicTensor;
const through = (x: Maps, ...layers: tf.layers.Layer[]): Maps => layers.reduce((y, layer) => layer.apply(y) as Maps, x);

/** Latents `[batch, latent]` (and labels) to pictures: a dense layer, one residual block for each doubling, a convolution. */
export function generator({ sample, latent, classes, random }: GeneratorSpec, { channels }: Options['generator']) {
  const kernelInitializer = fromStream(random, 'glorot-uniform');
  const linear = { kernelInitializer, stream: random };
  const convolution = (kernelSize: number) => conv2d({ ...linear, filters: channels, kernelSize });
  const enlarge = () => tf.layers.upSampling2d({ size: [2, 2] });

  const z = tf.input({ shape: [latent], name: 'latent' });
  const condition = classes > 0 ? labelInput(classes) : undefined;
  const normalize = (x: Maps): Maps =>
    condition ? (new ConditionalBatchNorm().apply([x, condition.oneHot]) as Maps) : through(x, new BatchNorm());

  const block = (x: Maps): Maps => {
    const first = through(normalize(x), activation('relu'), enlarge(), convolution(3));
    const residual = through(normalize(first), activation('relu'), convolution(3));
    const shortcut = through(x, enlarge(), convolution(1));
    return tf.layers.add().apply([residual, shortcut]) as Maps;
  };

  let maps = through(
    z,
    dense({ ...linear, units: smallest * smallest * channels }),
    tf.layers.reshape({ targetShape: [smallest, smallest, channels] }),
  );
  for (let stage = doublings(sample); stage > 0; stage--) maps = block(maps);
  const pictures = through(
    maps,
    new BatchNorm(),
    activation('relu'),
    conv2d({ ...linear, filters: sample.shape[2]!, kernelSize: 3 }),
    tf.layers.activation({ activation: sample.range === 'symmetric' ? 'tanh' : 'linear', name: 'samples' }),
  );
  return tf.model({ inputs: condition ? [z, condition.labels] : z, outputs: pictures });
}
