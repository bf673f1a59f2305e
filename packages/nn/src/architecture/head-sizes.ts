import { z } from 'zod';

/** The option `heads` of a discriminator: what `discriminatorOutputs` takes. */
export const headSizes = z
  .record(z.string(), z.int().positive())
  .default({})
  .describe('Sizes of further outputs by name, such as `codes: 12`; `classes` and `features` need none.');
