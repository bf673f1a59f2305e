import type { GeneratorSpec } from '@saddle/core';
import { activation } from '@saddle/nn';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { Dropout } from '../layers/dropout.js';
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

/** The paper's network halves 256 pixels eight times. */
const most = 8;
/** Channels grow up to this many times the first layer's. */
const widest = 8;
/** The decoder's layers with dropout, from the innermost on. */
const noisy = 3;

export const unetOptions = z.strictObject({
  channels: z.int().min(1).max(512).default(64).describe('Channels of the first layer.'),
  levels: z
    .int()
    .min(1)
    .max(most)
    .optional()
    .describe('How often the size is halved; where absent as often as it goes, at most 8 times.'),
  norm: normOption('batch'),
  dropout: z.number().gte(0).lt(1).default(0.5).describe("Dropout in the decoder's three innermost layers."),
  noise: z
    .boolean()
    .default(false)
    .describe('Whether dropout goes on after training, as the source of variety that the paper has.'),
});

/** How often both sides can be halved. @throws SADDLE_CONFIG_INCOMPATIBLE for odd sides */
function halvings(shape: readonly number[]): number {
  const [rows, columns] = shape as [number, number];
  if (rows % 2 !== 0 || columns % 2 !== 0) throw indivisible('pix2pix', shape, 2);
  let count = 0;
  for (let [height, width] = shape as [number, number]; height % 2 === 0 && width % 2 === 0; count++) {
    [height, width] = [height / 2, width / 2];
  }
  return count;
}

/**
 * Source to picture: an encoder that halves the size, a decoder that doubles it, and at every size the encoder's maps
 * beside the decoder's (Isola et al. 2017, section 6.1.1). Convolutional: it takes every size that can be halved so often.
 */
export function unet(spec: GeneratorSpec, { channels, levels, norm, dropout, noise }: z.output<typeof unetOptions>) {
  const { random, sample } = spec;
  const source = sourceInput('pix2pix', spec);
  const depth = Math.min(levels ?? most, halvings(sample.shape));
  const common = { kernelSize: 4, strides: 2, padding: 'same', kernelInitializer: kernels(random) } as const;
  const width = (level: number) => channels * Math.min(2 ** level, widest);

  const skips: Maps[] = [];
  let maps = source;
  for (let level = 0; level < depth; level++) {
    const outermost = level === 0;
    const innermost = level === depth - 1;
    maps = through(
      maps,
      outermost ? undefined : activation('leaky-relu', 0.2),
      tf.layers.conv2d({ ...common, filters: width(level), useBias: biased(norm) }),
      outermost || innermost ? undefined : normalization(norm, random),
    );
    skips.push(maps);
  }
  for (let level = depth - 1; level > 0; level--) {
    const enlarged = through(
      maps,
      activation('relu'),
      tf.layers.conv2dTranspose({ ...common, filters: width(level - 1), useBias: biased(norm) }),
      normalization(norm, random),
      dropout > 0 && depth - level <= noisy
        ? new Dropout({ rate: dropout, always: noise, name: `dropout-${level}` })
        : undefined,
    );
    maps = tf.layers.concatenate().apply([enlarged, skips[level - 1]!]) as Maps;
  }
  const pictures = through(
    maps,
    activation('relu'),
    tf.layers.conv2dTranspose({ ...common, filters: sample.shape[2]! }),
    ending(sample),
  );
  return tf.model({ inputs: source, outputs: pictures });
}
