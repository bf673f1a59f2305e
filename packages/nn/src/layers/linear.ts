import * as tf from '@tensorflow/tfjs';
import type { RandomStream } from '@saddle/core';
import { fromStream, type Initializer } from '../initializers/from-stream.js';
import { SpectralConv2d } from './spectral-conv2d.js';
import { SpectralDense } from './spectral-dense.js';

interface LinearArguments {
  /** With spectral normalization. Default false. */
  spectral?: boolean;
  useBias?: boolean;
  kernelInitializer: Initializer;
  /** Draws the first singular vector of spectral normalization. */
  stream: RandomStream;
  name?: string;
}

/** `[batch, inputs]` to `[batch, units]`. */
export function dense({ spectral, stream, ...rest }: LinearArguments & { units: number }): tf.layers.Layer {
  return spectral
    ? new SpectralDense({ ...rest, vectorInitializer: fromStream(stream, 'normal', 1) })
    : tf.layers.dense(rest);
}

/** A convolution padded to keep the size / strides. `[batch, height, width, channels]`. */
export function conv2d({
  spectral,
  stream,
  ...rest
}: LinearArguments & { filters: number; kernelSize: number; strides?: number }): tf.layers.Layer {
  return spectral
    ? new SpectralConv2d({ ...rest, vectorInitializer: fromStream(stream, 'normal', 1) })
    : tf.layers.conv2d({ ...rest, padding: 'same' });
}
