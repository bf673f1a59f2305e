import type { Network } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { pattern } from '../../support/pattern.js';

/** A parameter as test/references/torch/stylegan2.py lists it. */
export interface NamedShape {
  name: string;
  shape: number[];
}

/** Options of the networks that the script studies. */
export const small = {
  generator: { channels: 4, base: 64, style: 5, mappingLayers: 2 },
  discriminator: { channels: 4, base: 64, group: 2 },
};

/** Learning rate factor of the mapping network, which the script stores its weights for. */
const rate = 0.01;

function valueOf({ name, shape }: NamedShape, position: number): tf.Tensor {
  if (name.includes('mapping/dense')) return pattern(shape, 100 + position, 1 / rate);
  if (/-kernel$|\/kernel$|value$|label-embedding/.test(name)) return pattern(shape, 100 + position);
  const half = pattern(shape, 100 + position, 0.5);
  return name.endsWith('style-bias') ? tf.add(half, 1) : half;
}

/** Gives the network the parameters of the script. */
export function fill(network: Network, parameters: readonly NamedShape[]): void {
  const byName = new Map(network.parameters.map(({ name, variable }) => [name, variable]));
  parameters.forEach((each, i) => byName.get(`${network.name}/${each.name}`)!.assign(valueOf(each, i)));
}
