import { SaddleError, type DiscriminatorSpec } from '@saddle/core';
import { activation } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { biased, kernels, normalization, normOption, through, type Maps, type Norm } from './parts.js';

const widest = 8;

export const patchOptions = (norm: Norm) =>
  z.strictObject({
    channels: z.int().min(1).max(512).default(64).describe('Channels of the first layer.'),
    layers: z
      .int()
      .min(1)
      .max(6)
      .default(3)
      .describe('Layers that halve the size: a score sees 16, 34, 70 or 142 pixels with 1, 2, 3 or 4.'),
    norm: normOption(norm),
  });

/**
 * Pictures (beside their sources) to a map of scores `[batch, h, w, 1]`, each of one patch (Isola et al. 2017, section
 * 6.1.2). With three layers that halve, a score sees 70 x 70 pixels. Its further output is `features`.
 */
export function patchGan(
  spec: DiscriminatorSpec,
  { channels, layers, norm }: z.output<ReturnType<typeof patchOptions>>,
) {
  const { sample, source, outputs, random } = spec;
  checkSize(sample.shape, layers);
  checkOutputs(outputs);
  const samples = tf.input({ shape: [...sample.shape], name: 'samples' });
  const condition = source && tf.input({ shape: [...source.shape], name: 'source' });
  const kernelInitializer = kernels(random);
  const width = (level: number) => channels * Math.min(2 ** level, widest);
  const halving = (level: number, useBias: boolean) =>
    tf.layers.conv2d({ filters: width(level), kernelSize: 4, strides: 2, padding: 'same', useBias, kernelInitializer });
  /** A window of 4 with a border of 1: one pixel less on each side. */
  const sliding = (filters: number, useBias: boolean, name?: string) => [
    tf.layers.zeroPadding2d({ padding: 1 }),
    tf.layers.conv2d({ filters, kernelSize: 4, useBias, kernelInitializer, ...(name !== undefined && { name }) }),
  ];

  const seen = condition ? (tf.layers.concatenate().apply([condition, samples]) as Maps) : samples;
  let maps = through(seen, halving(0, true), activation('leaky-relu', 0.2));
  for (let level = 1; level < layers; level++) {
    maps = through(maps, halving(level, biased(norm)), normalization(norm, random), activation('leaky-relu', 0.2));
  }
  const features = through(
    maps,
    ...sliding(width(layers), biased(norm)),
    normalization(norm, random),
    activation('leaky-relu', 0.2),
  );
  const scores = through(features, ...sliding(1, true, 'scores'));
  const named = through(features, tf.layers.activation({ activation: 'linear', name: 'features' }));
  return tf.model({
    inputs: condition ? [samples, condition] : samples,
    outputs: outputs.includes('features') ? [scores, named] : scores,
  });
}

/** The two last windows need 3 pixels. */
function checkSize([height = 0, width = 0]: readonly number[], layers: number): void {
  if (Math.ceil(Math.min(height, width) / 2 ** layers) >= 3) return;
  throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
    problem: `Pictures of ${height} x ${width} are too small for a discriminator with ${layers} layers that halve them.`,
    advice: 'Choose fewer `layers`.',
  });
}

function checkOutputs(outputs: readonly string[]): void {
  const unknown = outputs.find((name) => name !== 'features');
  if (unknown === undefined) return;
  throw new SaddleError('SADDLE_CONFIG_INCOMPATIBLE', {
    problem: `A regularizer needs '${unknown}' of the discriminator; this one gives scores and features.`,
    advice: 'Leave out the regularizer, or choose another architecture.',
  });
}
