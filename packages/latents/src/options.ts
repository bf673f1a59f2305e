import { z } from 'zod';
import { labelSource } from './labels.js';

/** Options of a latent that is one vector of independent numbers. */
export const vectorOptions = z.strictObject({
  size: z.int().positive().max(65536).default(64).describe('Length of the latent vector'),
  labels: labelSource,
});
