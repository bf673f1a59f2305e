import { headSizes } from '@saddle/nn';
import { z } from 'zod';

const channels = {
  channels: z.int().positive().max(1024).default(512).describe('Most channels of any maps; the paper has 512.'),
  base: z
    .int()
    .positive()
    .default(32_768)
    .describe('Maps of side s have base / s channels where that is fewer; the paper has 32768 in its configuration F.'),
};

export const options = z.strictObject({
  generator: z
    .strictObject({
      ...channels,
      style: z.int().positive().max(1024).default(512).describe('Length of the style vectors w; the paper has 512.'),
      mappingLayers: z.int().min(1).max(16).default(8).describe('Layers of the mapping network; the paper has 8.'),
      mappingRate: z
        .number()
        .positive()
        .default(0.01)
        .describe('Factor on the learning rate of the mapping network; the paper has 0.01.'),
      mixing: z
        .number()
        .min(0)
        .max(1)
        .default(0.9)
        .describe('Share of the pictures that two latents make in training, one the coarse layers, one the fine ones.'),
      meanDecay: z
        .number()
        .min(0)
        .lt(1)
        .default(0.995)
        .describe('Share of the old running mean of w kept at each step; truncation at sampling moves towards it.'),
    })
    .prefault({})
    .describe('The generator.'),
  discriminator: z
    .strictObject({
      ...channels,
      group: z.int().positive().default(4).describe('Pictures that the minibatch standard deviation compares.'),
      heads: headSizes,
    })
    .prefault({})
    .describe('The discriminator.'),
});

export type Options = z.output<typeof options>;
