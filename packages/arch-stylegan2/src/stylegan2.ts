import { defineArchitecture } from '@saddle/core';
import { discriminator } from './discriminator.js';
import { generator } from './generator.js';
import { options } from './options.js';

export default defineArchitecture({
  name: 'stylegan2',
  summary:
    'Style-based generator with modulated convolutions and noise, residual discriminator; for square pictures, labels optional',
  paper:
    'Karras et al., Analyzing and Improving the Image Quality of StyleGAN, 2020, arXiv:1912.04958, configuration F',
  options,
  create: (chosen) => ({
    generator: (spec) => generator(spec, chosen.generator),
    discriminator: (spec) => discriminator(spec, chosen.discriminator),
  }),
});
