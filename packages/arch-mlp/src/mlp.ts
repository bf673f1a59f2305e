import { defineArchitecture } from '@saddle/core';
import { discriminator } from './discriminator.js';
import { generator } from './generator.js';
import { options } from './options.js';

export default defineArchitecture({
  name: 'mlp',
  summary: 'Dense networks for samples of any shape; labels, if any, enter beside the input as one-hot vectors',
  paper: 'Goodfellow et al., Generative Adversarial Networks, 2014, arXiv:1406.2661',
  options,
  create: (chosen) => ({
    generator: (spec) => generator(spec, chosen.generator),
    discriminator: (spec) => discriminator(spec, chosen.discriminator),
  }),
});
