import { defineArchitecture } from '@saddle/core';
import { z } from 'zod';
import { patchGan, patchOptions } from './patchgan.js';
import { unet, unetOptions } from './unet.js';

export default defineArchitecture({
  name: 'pix2pix',
  summary: 'U-Net that translates pictures, and a discriminator that scores patches of pictures beside their sources',
  paper:
    'Isola et al., Image-to-Image Translation with Conditional Adversarial Networks, 2017, arXiv:1611.07004, section 6.1',
  options: z.strictObject({
    generator: unetOptions.prefault({}).describe('The U-Net.'),
    discriminator: patchOptions('batch').prefault({}).describe('The PatchGAN.'),
  }),
  create: ({ generator, discriminator }) => ({
    generator: (spec) => unet(spec, generator),
    discriminator: (spec) => patchGan(spec, discriminator),
  }),
});
