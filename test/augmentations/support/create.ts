import { State, type Augmentation, type Plugin } from '@saddle/core';

export interface Surroundings {
  shape: number[];
  batch?: number;
  classes?: number;
  iterations?: number;
  state?: State;
}

/** An augmentation in a run with such data. */
export async function createAugmentation(
  plugin: Plugin<'augmentation'>,
  options: object,
  { shape, batch = 8, classes = 0, iterations = 100, state = new State() }: Surroundings,
): Promise<Augmentation> {
  return plugin.create(plugin.options.parse(options), {
    data: { sample: { shape, range: 'symmetric' } },
    run: { batch, iterations, baseDirectory: '.' },
    classes,
    state,
  });
}
