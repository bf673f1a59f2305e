import { headSizes } from '@saddle/nn';
import { z } from 'zod';

export const options = z.strictObject({
  generator: z
    .strictObject({
      channels: z
        .int()
        .positive()
        .max(1024)
        .default(256)
        .describe('Channels of every block; the paper has 256 for 32 pixels.'),
    })
    .prefault({})
    .describe('The generator.'),
  discriminator: z
    .strictObject({
      channels: z
        .int()
        .positive()
        .max(1024)
        .default(128)
        .describe('Channels of every block; the paper has 128 for 32 pixels.'),
      norm: z
        .enum(['spectral', 'none'])
        .default('spectral')
        .describe('Spectral normalization of every kernel, or none.'),
      heads: headSizes,
    })
    .prefault({})
    .describe('The discriminator.'),
});

export type Options = z.output<typeof options>;
