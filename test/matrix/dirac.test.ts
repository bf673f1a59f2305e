import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { Session } from './support/session.js';

/**
 * The Dirac-GAN of Mescheder et al. 2018 (arXiv:1801.04406): data at 0, the generator's one parameter theta, a linear
 * discriminator psi * x, equilibrium (0, 0), both players at (1, 1) at first. Their figure 2 and table 1 say which
 * methods go there.
 */
interface Method {
  loss?: object;
  regularizers?: object[];
  augmentations?: object[];
  procedure?: object;
  optimizer?: object;
  latentSize?: number;
  batch?: number;
}

const rate = 0.2;
const descent = { use: 'sgd', learningRate: rate };
const iterations = 300;
const each = 10;

/** Distances from the equilibrium after every `each` iterations. */
async function distances({ optimizer = descent, batch = 2, ...method }: Method): Promise<number[]> {
  const session = await Session.open(
    {
      plugins: [fileURLToPath(new URL('./support/dirac.js', import.meta.url))],
      data: { use: 'test-point', batch },
      latent: { use: 'normal', size: 1 },
      architecture: { use: 'test-dirac' },
      loss: { use: 'non-saturating' },
      optimizers: { generator: optimizer, discriminator: optimizer },
      budget: { iterations },
      ...method,
    },
    'graph',
  );
  const found: number[] = [];
  for (let done = 0; done < iterations; done += each) {
    await session.train(each);
    const [theta, psi] = [...session.values()]
      .filter(([name]) => name.endsWith('/weight'))
      .map(([, [value]]) => value!);
    found.push(Math.hypot(theta!, psi!));
  }
  await session.close();
  return found;
}

const noise = (deviation: number) => [{ use: 'instance-noise', deviation, final: deviation }];

/** Where figure 2 has a spiral into the equilibrium. */
const converging: Record<string, Method> = {
  'R1, non-saturating': { regularizers: [{ use: 'r1', weight: 1 }] },
  'R1, minimax': { loss: { use: 'minimax' }, regularizers: [{ use: 'r1', weight: 1 }] },
  'R1, both players at once': { procedure: { use: 'simultaneous' }, regularizers: [{ use: 'r1', weight: 1 }] },
  'instance noise': { augmentations: noise(1), batch: 512 },
  // Beyond the paper: what these methods were made for.
  // The slope of the non-saturating loss at 0 is 1/2, so its game turns half as fast.
  extragradient: { procedure: { use: 'extragradient' }, optimizer: { use: 'sgd', learningRate: 2 * rate } },
  'extragradient, Wasserstein': { loss: { use: 'wasserstein' }, procedure: { use: 'extragradient' } },
  unrolled: { procedure: { use: 'unrolled', steps: 5, rate: 0.5 } },
};

/**
 * Where it has an orbit, or a cycle that stays away. The non-saturating loss draws its orbit in, but without
 * a linear rate, so it is far away still.
 */
const orbiting: Record<string, Method> = {
  'non-saturating, alternating': {},
  'minimax, alternating': { loss: { use: 'minimax' } },
  'non-saturating, both at once': { procedure: { use: 'simultaneous' } },
  Wasserstein: { loss: { use: 'wasserstein' } },
  'Wasserstein, five discriminator steps': {
    loss: { use: 'wasserstein' },
    procedure: { use: 'alternating', discriminatorSteps: 5 },
  },
  'Wasserstein with clipping': {
    loss: { use: 'wasserstein' },
    regularizers: [{ use: 'weight-clipping', limit: 1 }],
  },
  'Wasserstein with gradient penalty': {
    loss: { use: 'wasserstein' },
    regularizers: [{ use: 'gradient-penalty', weight: 1, target: 0.3 }],
  },
};

describe('the Dirac-GAN', () => {
  for (const [name, method] of Object.entries(converging)) {
    it(`converges: ${name}`, async () => {
      const found = await distances(method);
      expect(Math.max(...found.slice(-4))).to.be.below(0.1);
    });
  }
  // Wasserstein's is the bilinear game theta * psi: one step turns and stretches by a known factor.
  for (const [use, factor] of [
    ['simultaneous', Math.sqrt(1 + rate ** 2)],
    ['extragradient', Math.sqrt((1 - rate ** 2) ** 2 + rate ** 2)],
  ] as const) {
    it(`${use} descent on the bilinear game equals its closed form`, async () => {
      const found = await distances({ loss: { use: 'wasserstein' }, procedure: { use } });
      found.forEach((distance, i) =>
        expect(distance / (Math.SQRT2 * factor ** ((i + 1) * each))).to.be.closeTo(1, 1e-4),
      );
    });
  }
  for (const [name, method] of Object.entries(orbiting)) {
    it(`stays away: ${name}`, async () => {
      const found = await distances(method);
      expect(Math.min(...found.slice(-4))).to.be.above(0.1);
    });
  }
});
