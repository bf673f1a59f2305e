import { defineArchitecture } from '@saddle/core';
import { discriminator } from './discriminator.js';
import { generator } from './generator.js';
import { options } from './options.js';

export default defineArchitecture({
  name: 'dcgan',
  summary: 'Strided convolutions for square pictures of 16 to 128 pixels, with batch normalization',
  paper:
    'Radford, Metz and Chintala, Unsupervised Representation Learning with Deep Convolutional GANs, 2016, arXiv:1511.06434',
  options,
  create: (chosen) => ({
    generator: (spec) => generator(spec, chosen.generator),
    discriminator: (spec) => discriminator(spec, chosen.discriminator),
  }),
});
