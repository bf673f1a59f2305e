import type { DiscriminatorSpec } from '@saddle/core';
import { discriminatorOutputs, fromStream, labelInput, takesLabels } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { EqualizedConv2d } from './layers/equalized-conv2d.js';
import { EqualizedDense } from './layers/equalized-dense.js';
import { MinibatchDeviation } from './layers/minibatch-deviation.js';
import { ScaledLeakyRelu, ScaledSum } from './layers/pointwise.js';
import type { Options } from './options.js';
import { channelsAt, sides, smallest } from './sizes.js';

type Maps = tf.SymbolicTensor;

/**
 * Pictures (and labels) to scores `[batch, 1]`: residual blocks that halve the size down to 4, the deviation within
 * groups, a convolution and two dense layers. Of a conditional one, the score is the class's of one for each class.
 */
export function discriminator(spec: DiscriminatorSpec, options: Options['discriminator']): tf.LayersModel {
  const { sample, classes, random } = spec;
  const normal = fromStream(random, 'normal', 1);
  const through = (x: Maps, ...layers: tf.layers.Layer[]): Maps =>
    layers.reduce((y, layer) => layer.apply(y) as Maps, x);
  const convolution = (name: string, filters: number, kernelSize: number, further: object = {}) =>
    new EqualizedConv2d({ name, filters, kernelSize, normal, ...further });
  const dense = (name: string, units: number) => new EqualizedDense({ name, units, normal });

  const block = (x: Maps, side: number): Maps => {
    const [inner, outer] = [channelsAt(side, options), channelsAt(side / 2, options)];
    const residual = through(
      x,
      convolution(`${side}-conv`, inner, 3),
      new ScaledLeakyRelu(),
      convolution(`${side}-conv-down`, outer, 3, { down: true }),
      new ScaledLeakyRelu(),
    );
    const shortcut = through(x, convolution(`${side}-shortcut`, outer, 1, { down: true, useBias: false }));
    return new ScaledSum().apply([residual, shortcut]) as Maps;
  };

  const samples = tf.input({ shape: [...sample.shape], name: 'samples' });
  const condition = takesLabels(spec) ? labelInput(classes) : undefined;
  const [, ...larger] = sides(sample);
  const entry = channelsAt(larger.at(-1)!, options);
  let maps = through(samples, convolution('from-colours', entry, 1), new ScaledLeakyRelu());
  for (const side of larger.reverse()) maps = block(maps, side);
  const width = channelsAt(smallest, options);
  const features = through(
    maps,
    new MinibatchDeviation({ group: options.group }),
    convolution(`${smallest}-conv`, width, 3),
    new ScaledLeakyRelu(),
    tf.layers.flatten(),
    dense(`${smallest}-dense`, width),
    new ScaledLeakyRelu(),
  );
  const head = (name: string, units: number): Maps => {
    if (name !== 'scores' || !condition) return through(features, dense(name, units));
    const scores = through(features, dense('scores-of-classes', classes));
    return tf.layers.dot({ axes: 1, name }).apply([scores, condition.oneHot]) as Maps;
  };
  const outputs = discriminatorOutputs(features, spec, options.heads, head);
  return tf.model({ inputs: condition ? [samples, condition.labels] : samples, outputs });
}
