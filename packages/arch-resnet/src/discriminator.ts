import type { DiscriminatorSpec } from '@saddle/core';
import {
  activation,
  conv2d,
  dense,
  discriminatorOutputs,
  fromStream,
  labelInput,
  Projection,
  SumPooling,
  takesLabels,
} from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import type { Options } from './options.js';
import { doublings } from './sizes.js';

type Maps = tf.SymbolicTensor;
const through = (x: Maps, ...layers: tf.layers.Layer[]): Maps => layers.reduce((y, layer) => layer.apply(y) as Maps, x);

/** Residual blocks that keep the size, after those that halve it; the paper has two at 32 pixels. */
const plainBlocks = 2;
const smallestSide = 8;

/** Pictures (and labels) to scores `[batch, 1]`: blocks down to 8 pixels, two more, the sum over all places, a dense layer. */
export function discriminator(spec: DiscriminatorSpec, { channels, norm, heads }: Options['discriminator']) {
  const { sample, classes, random } = spec;
  const linear = {
    kernelInitializer: fromStream(random, 'glorot-uniform'),
    spectral: norm === 'spectral',
    stream: random,
  };
  const convolution = (kernelSize: number) => conv2d({ ...linear, filters: channels, kernelSize });
  const shrink = () => tf.layers.averagePooling2d({ poolSize: [2, 2] });
  const sum = (residual: Maps, shortcut: Maps) => tf.layers.add().apply([residual, shortcut]) as Maps;

  /** The first block sees pictures: no activation before its first convolution, and a shortcut that pools first. */
  const first = (x: Maps) =>
    sum(through(x, convolution(3), activation('relu'), convolution(3), shrink()), through(x, shrink(), convolution(1)));
  const halving = (x: Maps) =>
    sum(
      through(x, activation('relu'), convolution(3), activation('relu'), convolution(3), shrink()),
      through(x, convolution(1), shrink()),
    );
  const plain = (x: Maps) => sum(through(x, activation('relu'), convolution(3), activation('relu'), convolution(3)), x);

  const samples = tf.input({ shape: [...sample.shape], name: 'samples' });
  const condition = takesLabels(spec) ? labelInput(classes) : undefined;
  doublings(sample);
  let maps = first(samples);
  for (let side = sample.shape[0]! / 2; side > smallestSide; side /= 2) maps = halving(maps);
  for (let i = 0; i < plainBlocks; i++) maps = plain(maps);
  const features = through(maps, activation('relu'), new SumPooling());
  const [scores, ...others] = discriminatorOutputs(
    features,
    spec,
    heads,
    (name, units) =>
      dense({ ...linear, units, name: name === 'scores' && condition ? 'unconditional' : name }).apply(
        features,
      ) as Maps,
  );
  if (!condition) return tf.model({ inputs: samples, outputs: [scores!, ...others] });
  const projection = new Projection({
    useBias: false,
    kernelInitializer: linear.kernelInitializer,
    vectorInitializer: fromStream(random, 'normal', 1),
  }).apply([features, condition.oneHot]) as Maps;
  const conditional = tf.layers.add({ name: 'scores' }).apply([scores!, projection]) as Maps;
  return tf.model({ inputs: [samples, condition.labels], outputs: [conditional, ...others] });
}
