import * as tf from '@tensorflow/tfjs';
import type { DiscriminatorSpec } from '@saddle/core';
import {
  activation,
  BatchNorm,
  conv2d,
  dense,
  discriminatorOutputs,
  fromStream,
  labelInput,
  LabelMaps,
  LayerNorm,
  takesLabels,
} from '@saddle/nn';
import type { DiscriminatorOptions } from './options.js';
import { halvings } from './sizes.js';

/** Pictures (and labels, as one map per class beside the colours) to scores `[batch, 1]` and the outputs asked for. */
export function discriminator(spec: DiscriminatorSpec, { channels, norm, slope, heads }: DiscriminatorOptions) {
  const { sample, classes, random } = spec;
  const stages = halvings(sample);
  const [height, width] = sample.shape as [number, number, number];
  const linear = {
    kernelInitializer: fromStream(random, 'normal'),
    spectral: norm === 'spectral',
    useBias: norm === 'spectral' || norm === 'none',
    stream: random,
  };
  const normalize = () =>
    norm === 'batch'
      ? [new BatchNorm({ scaleInitializer: fromStream(random, 'normal', 0.02, 1) })]
      : norm === 'layer'
        ? [new LayerNorm()]
        : [];

  const samples = tf.input({ shape: [...sample.shape], name: 'samples' });
  const condition = takesLabels(spec) ? labelInput(classes) : undefined;
  const maps = condition && (new LabelMaps({ height, width }).apply(condition.oneHot) as tf.SymbolicTensor);
  const input = maps ? (tf.layers.concatenate().apply([samples, maps]) as tf.SymbolicTensor) : samples;
  const layers = Array.from({ length: stages }, (_, stage) => [
    conv2d({ ...linear, filters: channels * 2 ** stage, kernelSize: 4, strides: 2 }),
    // The paper leaves the discriminator's input layer without normalization.
    ...(stage === 0 ? [] : normalize()),
    activation('leaky-relu', slope),
  ]).flat();
  const features = [...layers, tf.layers.flatten()].reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  const outputs = discriminatorOutputs(
    features,
    spec,
    heads,
    (name, units) => dense({ ...linear, units, name }).apply(features) as tf.SymbolicTensor,
  );
  return tf.model({ inputs: condition ? [samples, condition.labels] : samples, outputs });
}
