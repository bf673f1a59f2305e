import { SaddleError, type GeneratorSpec, type RandomStream, type SampleInfo } from '@saddle/core';
import { BatchNorm, fromStream } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { InstanceNorm } from '../layers/instance-norm.js';

export type Maps = tf.SymbolicTensor;

export const through = (x: Maps, ...layers: (tf.layers.Layer | undefined)[]): Maps =>
  layers.reduce<Maps>((y, layer) => (layer ? (layer.apply(y) as Maps) : y), x);

export const norms = ['batch', 'instance', 'none'] as const;
export type Norm = (typeof norms)[number];

export const normOption = (standard: Norm) =>
  z.enum(norms).default(standard).describe('Normalization: over the batch, of each picture by itself, or none.');

/** Initial weights of both papers: normal, standard deviation 0.02; scales of batch normalization around 1. */
export const kernels = (random: RandomStream) => fromStream(random, 'normal', 0.02);

export const normalization = (norm: Norm, random: RandomStream): tf.layers.Layer | undefined => {
  if (norm === 'batch') return new BatchNorm({ scaleInitializer: fromStream(random, 'normal', 0.02, 1) });
  return norm === 'instance' ? new InstanceNorm() : undefined;
};

/** A bias before batch normalization would be taken out again at once; the published networks have it elsewhere. */
export const biased = (norm: Norm): boolean => norm !== 'batch';

/** The last layer's activation: tanh for pictures in [-1, 1]. */
export const ending = ({ range }: SampleInfo): tf.layers.Layer =>
  tf.layers.activation({ activation: range === 'symmetric' ? 'tanh' : 'linear', name: 'samples' });

/** The picture to be translated, of any size. @throws SADDLE_CONFIG_INCOMPATIBLE where nothing is to be translated */
export function sourceInput(architecture: string, { source, sample, classes }: GeneratorSpec): Maps {
  if (!source) {
    throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
      problem: `The architecture '${architecture}' translates pictures; this procedure makes them from latents.`,
      advice: "Choose the procedure 'pix2pix' or 'cyclegan', or another architecture.",
    });
  }
  if (classes > 0) {
    throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
      problem: `The architecture '${architecture}' makes pictures of their sources alone; it takes no labels.`,
      advice: 'Set `conditional: false`.',
    });
  }
  const shapes = [source.shape, sample.shape];
  if (
    shapes.every((shape) => shape.length === 3) &&
    source.shape[0] === sample.shape[0] &&
    source.shape[1] === sample.shape[1]
  ) {
    return tf.input({ shape: [null, null, source.shape[2]!], name: 'source' });
  }
  throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
    problem: `The architecture '${architecture}' translates pictures [height, width, channels] to others of the same height and width; sources are [${source.shape.join(', ')}], samples [${sample.shape.join(', ')}].`,
    advice: 'Choose data of pictures of one size.',
  });
}

/** The error for pictures whose sides the generator cannot halve as it must. */
export const indivisible = (architecture: string, shape: readonly number[], step: number): SaddleError =>
  new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
    problem: `The generator of '${architecture}' takes pictures whose sides are multiples of ${step}; samples are [${shape.join(', ')}].`,
    advice: 'Choose a `size` in the options of `data`.',
  });
