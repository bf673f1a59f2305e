import type * as tf from '@tensorflow/tfjs';
import type { RandomStream } from '@saddle/core';
import { activation, BatchNorm, dense, fromStream, LayerNorm, Maxout } from '@saddle/nn';
import type { DiscriminatorOptions, GeneratorOptions } from './options.js';

type Options = GeneratorOptions | DiscriminatorOptions;

/** A dense layer as the options want it. */
export const linear = (
  { norm, initializer }: Options,
  stream: RandomStream,
  units: number,
  name?: string,
): tf.layers.Layer =>
  dense({
    units,
    stream,
    spectral: norm === 'spectral',
    kernelInitializer: fromStream(stream, initializer),
    ...(name !== undefined && { name }),
  });

/** `x` `[batch, n]` through every hidden layer. */
export function hiddenLayers(x: tf.SymbolicTensor, options: Options, stream: RandomStream): tf.SymbolicTensor {
  const { activation: name, pieces, slope } = options;
  const layers = options.hidden.flatMap((units) => [
    linear(options, stream, name === 'maxout' ? units * pieces : units),
    ...(options.norm === 'batch' ? [new BatchNorm()] : options.norm === 'layer' ? [new LayerNorm()] : []),
    name === 'maxout' ? new Maxout({ pieces }) : activation(name, slope),
  ]);
  return layers.reduce((output, layer) => layer.apply(output) as tf.SymbolicTensor, x);
}
