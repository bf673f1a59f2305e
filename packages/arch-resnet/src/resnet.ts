import { defineArchitecture } from '@saddle/core';
import { discriminator } from './discriminator.js';
import { generator } from './generator.js';
import { options } from './options.js';

export default defineArchitecture({
  name: 'resnet',
  summary:
    'Residual SNGAN for square pictures of 16 to 128 pixels; labels enter by conditional batch norm and projection',
  paper:
    'Miyato et al., Spectral Normalization for GANs, 2018, arXiv:1802.05957, table 4; Miyato and Koyama 2018, arXiv:1802.05637',
  options,
  create: (chosen) => ({
    generator: (spec) => generator(spec, chosen.generator),
    discriminator: (spec) => discriminator(spec, chosen.discriminator),
  }),
});
