import { defineArchitecture } from '@saddle/core';
import { z } from 'zod';
import { patchGan, patchOptions } from './patchgan.js';
import { residual, residualOptions } from './residual.js';

export default defineArchitecture({
  name: 'cyclegan',
  summary: 'Residual network that translates pictures, and a discriminator that scores patches',
  paper:
    'Zhu et al., Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial Networks, 2017, arXiv:1703.10593, appendix 7.2',
  options: z.strictObject({
    generator: residualOptions.prefault({}).describe('The residual network.'),
    discriminator: patchOptions('instance').prefault({}).describe('The PatchGAN.'),
  }),
  create: ({ generator, discriminator }) => ({
    generator: (spec) => residual(spec, generator),
    discriminator: (spec) => patchGan(spec, discriminator),
  }),
});
