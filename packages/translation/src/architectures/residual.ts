import type { GeneratorSpec } from '@saddle/core';
import { activation } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { ReflectionPadding } from '../layers/reflection-padding.js';
import {
  biased,
  ending,
  indivisible,
  kernels,
  normalization,
  normOption,
  sourceInput,
  through,
  type Maps,
} from './parts.js';

export const residualOptions = z.strictObject({
  channels: z.int().min(1).max(512).default(64).describe('Channels of the first layer.'),
  blocks: z
    .int()
    .min(1)
    .max(32)
    .optional()
    .describe("Residual blocks; where absent the paper's 6, or 9 for pictures of 256 pixels and more."),
  norm: normOption('instance'),
});

/** Pictures from this side on get the longer network. */
const large = 256;

/**
 * Source to picture: two layers that halve the size, residual blocks, two that double it (Zhu et al. 2017, appendix
 * 7.2; after Johnson et al. 2016). Convolutional: it takes every size that is a multiple of 4.
 */
export function residual(spec: GeneratorSpec, { channels, blocks, norm }: z.output<typeof residualOptions>) {
  const { random, sample } = spec;
  const source = sourceInput('cyclegan', spec);
  if (sample.shape.slice(0, 2).some((side) => side % 4 !== 0)) throw indivisible('cyclegan', sample.shape, 4);
  const common = { kernelInitializer: kernels(random), useBias: biased(norm) };
  const normalized = () => [normalization(norm, random), activation('relu')];
  const padded = (filters: number, kernelSize: number) => [
    new ReflectionPadding({ width: (kernelSize - 1) / 2 }),
    tf.layers.conv2d({ ...common, filters, kernelSize }),
  ];
  const resized = { ...common, kernelSize: 3, strides: 2, padding: 'same' } as const;
  const inner = 4 * channels;

  let maps = through(
    source,
    ...padded(channels, 7),
    ...normalized(),
    tf.layers.conv2d({ ...resized, filters: 2 * channels }),
    ...normalized(),
    tf.layers.conv2d({ ...resized, filters: inner }),
    ...normalized(),
  );
  const count = blocks ?? (Math.min(sample.shape[0]!, sample.shape[1]!) >= large ? 9 : 6);
  for (let block = 0; block < count; block++) {
    const change = through(
      maps,
      ...padded(inner, 3),
      ...normalized(),
      ...padded(inner, 3),
      normalization(norm, random),
    );
    maps = tf.layers.add().apply([maps, change]) as Maps;
  }
  const pictures = through(
    maps,
    tf.layers.conv2dTranspose({ ...resized, filters: 2 * channels }),
    ...normalized(),
    tf.layers.conv2dTranspose({ ...resized, filters: channels }),
    ...normalized(),
    new ReflectionPadding({ width: 3 }),
    tf.layers.conv2d({ kernelInitializer: kernels(random), filters: sample.shape[2]!, kernelSize: 7 }),
    ending(sample),
  );
  return tf.model({ inputs: source, outputs: pictures });
}
