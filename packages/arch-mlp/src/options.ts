import { activationNames, headSizes, initializerNames } from '@saddle/nn';
import { z } from 'zod';

const hidden = z.array(z.int().positive().max(65536)).max(64);
const activationName = z.enum([...activationNames, 'maxout']);
const initializerName = z.enum(initializerNames);

const slope = z.number().min(0).max(1).default(0.2).describe('Slope of leaky-relu for negative inputs');

const pieces = z.int().min(2).max(64).default(5).describe('Linear maps of which maxout takes the largest');

export const generatorOptions = z.strictObject({
  hidden: hidden.default([128, 128]).describe('Widths of the hidden layers, from the latent on'),
  activation: activationName.default('relu').describe('After each hidden layer'),
  slope,
  pieces,
  norm: z.enum(['none', 'batch', 'layer']).default('none').describe('Normalization before each activation'),
  initializer: initializerName.default('he-normal').describe('Initial weights; biases start at 0'),
});

export const discriminatorOptions = z.strictObject({
  hidden: hidden.default([128, 128]).describe('Widths of the hidden layers, from the sample on'),
  activation: activationName.default('leaky-relu').describe('After each hidden layer'),
  slope,
  pieces,
  norm: z
    .enum(['none', 'layer', 'batch', 'spectral'])
    .default('none')
    .describe('Normalization before each activation; spectral: of every kernel'),
  initializer: initializerName.default('he-normal').describe('Initial weights; biases start at 0'),
  heads: headSizes,
});

export const options = z.strictObject({
  generator: generatorOptions.prefault({}).describe('The generator'),
  discriminator: discriminatorOptions.prefault({}).describe('The discriminator'),
});

export type GeneratorOptions = z.output<typeof generatorOptions>;
export type DiscriminatorOptions = z.output<typeof discriminatorOptions>;
