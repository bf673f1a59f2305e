import {
  NetworkFactory,
  State,
  type Architecture,
  type DiscriminatorSpec,
  type GeneratorSpec,
  type Network,
  type Plugin,
} from '@saddle/core';

export interface Wanted {
  shape: number[];
  range?: 'symmetric' | 'unbounded';
  latent?: number;
  classes?: number;
  outputs?: string[];
  options?: object;
  seed?: number;
}

export interface Networks {
  generator: Network;
  discriminator: Network;
  state: State;
}

/** Both networks of an architecture, built as a run builds them. */
export async function buildNetworks(plugin: Plugin<'architecture'>, wanted: Wanted): Promise<Networks> {
  const { shape, range = 'symmetric', latent = 16, classes = 0, outputs = [], options = {}, seed = 0 } = wanted;
  const architecture: Architecture = await plugin.create(plugin.options.parse(options), {});
  const state = new State();
  const factory = new NetworkFactory(seed, state);
  const common = { sample: { shape, range }, classes };
  const generator = factory.build('generator', 'samples', (initial) =>
    architecture.generator({ ...common, ...initial, latent } satisfies GeneratorSpec),
  );
  const discriminator = factory.build('discriminator', 'scores', (initial) =>
    architecture.discriminator({ ...common, ...initial, outputs } satisfies DiscriminatorSpec),
  );
  return { generator, discriminator, state };
}
