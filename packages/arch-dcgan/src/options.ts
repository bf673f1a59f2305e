import { headSizes } from '@saddle/nn';
import { z } from 'zod';

const channels = z
  .int()
  .positive()
  .max(1024)
  .default(64)
  .describe('Channels at half the picture size; they double each time the size is halved');

export const generatorOptions = z.strictObject({
  channels,
  norm: z.enum(['batch', 'none']).default('batch').describe('Normalization after each inner layer'),
});

export const discriminatorOptions = z.strictObject({
  channels,
  norm: z
    .enum(['batch', 'spectral', 'layer', 'none'])
    .default('batch')
    .describe(
      'Normalization after each inner layer but the first; spectral: of every kernel; layer or none for gradient penalties',
    ),
  slope: z.number().min(0).max(1).default(0.2).describe('Slope of leaky ReLU for negative inputs'),
  heads: headSizes,
});

export const options = z.strictObject({
  generator: generatorOptions.prefault({}).describe('The generator'),
  discriminator: discriminatorOptions.prefault({}).describe('The discriminator'),
});

export type GeneratorOptions = z.output<typeof generatorOptions>;
export type DiscriminatorOptions = z.output<typeof discriminatorOptions>;
