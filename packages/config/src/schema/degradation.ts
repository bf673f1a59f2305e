import { z } from 'zod';

const kind = <K extends string>(name: K, description: string) => z.literal(name).describe(description);

/** What is taken from pictures to make the sources of a translation; core's `Degradation`. */
export const degradation = z.discriminatedUnion('kind', [
  z.strictObject({ kind: kind('greyscale', 'Its colours.') }),
  z.strictObject({
    kind: kind('outline', 'All but the border of what is light.'),
    threshold: z.number().gt(-1).lt(1).default(0).describe('What counts as light, between black (-1) and white (1).'),
  }),
  z.strictObject({
    kind: kind('edges', 'All but its edges (Sobel).'),
    gain: z.number().gt(0).default(2).describe('How much stronger they are made.'),
  }),
  z.strictObject({
    kind: kind('mask', 'A square in it.'),
    share: z.number().gt(0).lt(1).default(0.5).describe("The square's sides as a share of the picture's."),
    place: z.enum(['centre', 'random']).default('centre').describe('Where it is; anew in each epoch where random.'),
  }),
  z.strictObject({
    kind: kind('blur', 'Detail, by a Gaussian.'),
    deviation: z.number().gt(0).max(64).default(2).describe('Standard deviation of the Gaussian in pixels.'),
  }),
  z.strictObject({
    kind: kind('noise', 'Certainty: Gaussian noise is added, anew in each epoch.'),
    deviation: z.number().gt(0).default(0.5).describe('Standard deviation of the noise; values are from -1 to 1.'),
  }),
]);
