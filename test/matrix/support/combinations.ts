import { fileURLToPath } from 'node:url';

/** One experiment of the matrix. */
export interface Combination {
  readonly loss: string;
  readonly term: keyof typeof terms;
  readonly architecture: keyof typeof architectures;
  readonly conditional: boolean;
}

export const losses = [
  'minimax',
  'non-saturating',
  'least-squares',
  'hinge',
  'wasserstein',
  'relativistic-average',
] as const;

/** Sections under `regularizers:`, by the name of the case. */
export const terms = {
  none: [],
  'gradient-penalty': [{ use: 'gradient-penalty', weight: 10 }],
  'gradient-penalty, one-sided': [{ use: 'gradient-penalty', weight: 10, sides: 1, target: 0 }],
  'r1, lazy': [{ use: 'r1', weight: 10, every: 2 }],
  'weight-clipping': [{ use: 'weight-clipping', limit: 0.01 }],
  // Two-sided, so that it is never 0: the one-sided form of the paper's code can be, at the first step.
  lecam: [{ use: 'lecam', weight: 0.3, oneSided: false }],
  consistency: [{ use: 'consistency' }],
  'feature-matching': [{ use: 'feature-matching' }],
  'path-length, lazy': [{ use: 'path-length', weight: 2, every: 2 }],
  'auxiliary-classifier': [
    { use: 'auxiliary-classifier', player: 'discriminator' },
    { use: 'auxiliary-classifier', player: 'generator' },
  ],
  'mutual-information': [
    { use: 'mutual-information', player: 'discriminator' },
    { use: 'mutual-information', player: 'generator' },
  ],
} as const satisfies Record<string, readonly object[]>;

const heads = { 'categorical-0': 3, continuous: 2 };

export const architectures = {
  mlp: { use: 'mlp', generator: { hidden: [8] }, discriminator: { hidden: [8], heads } },
  dcgan: {
    use: 'dcgan',
    generator: { channels: 4 },
    discriminator: { channels: 4, norm: 'layer', heads },
  },
  resnet: { use: 'resnet', generator: { channels: 4 }, discriminator: { channels: 4, heads } },
  stylegan2: {
    use: 'stylegan2',
    generator: { channels: 4, base: 64, style: 4, mappingLayers: 2 },
    discriminator: { channels: 4, base: 64, heads },
  },
} as const;

const lossNames: readonly string[] = losses;
const termNames = Object.keys(terms) as (keyof typeof terms)[];
const architectureNames = Object.keys(architectures) as (keyof typeof architectures)[];

/** All of them. */
export const everyCombination: readonly Combination[] = lossNames.flatMap((loss) =>
  termNames.flatMap((term) =>
    architectureNames.flatMap((architecture) =>
      [false, true].map((conditional) => ({ loss, term, architecture, conditional })),
    ),
  ),
);

/**
 * One eighth of them, in which every loss meets every term, every loss meets every architecture with and without
 * labels, and every term meets every architecture, some with and without labels: all pairs of two choices are there,
 * and most threes.
 */
export const pairs: readonly Combination[] = lossNames.flatMap((loss, i) =>
  termNames.map((term, j) => ({
    loss,
    term,
    architecture: architectureNames[(i + j) % architectureNames.length]!,
    conditional: (Math.floor(i / architectureNames.length) + Math.floor(j / architectureNames.length)) % 2 === 0,
  })),
);

/** Why a combination makes no sense, where it makes none: a part of the message that refuses it. */
export const refusal = ({ term, conditional }: Combination): string | undefined =>
  term === 'auxiliary-classifier' && !conditional ? 'Make the run conditional' : undefined;

/** @param factor on every weight */
export const configOf = ({ loss, term, architecture, conditional }: Combination, factor = 1): object => ({
  seed: 3,
  plugins: [fileURLToPath(new URL('pictures.js', import.meta.url))],
  data: { use: 'test-stripes', batch: 4 },
  conditional,
  latent:
    term === 'mutual-information'
      ? { use: 'mixed', noise: 4, categorical: [3], continuous: 2 }
      : { use: 'normal', size: 4 },
  architecture: architectures[architecture],
  loss: { use: loss },
  regularizers: terms[term].map((section) => ({
    ...section,
    ...(term !== 'weight-clipping' && { weight: factor * ('weight' in section ? section.weight : 1) }),
  })),
  optimizers: {
    generator: { use: 'adam', learningRate: 1e-3 },
    discriminator: { use: 'adam', learningRate: 1e-3 },
  },
  budget: { iterations: 10 },
});

export const titleOf = ({ loss, term, architecture, conditional }: Combination): string =>
  `${loss}, ${term}, ${architecture}, ${conditional ? 'labels' : 'no labels'}`;
