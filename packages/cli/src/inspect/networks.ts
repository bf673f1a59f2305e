import type { Network } from '@saddle/core';
import type { LayerFacts, NetworkFacts } from './inspection.js';

const sizeOf = (shape: readonly (number | null)[]): number => shape.reduce<number>((a, b) => a * (b ?? 1), 1);

/** A network layer by layer, inputs and mere renamings included, so that shapes can be followed. */
export function describeNetwork(network: Network): NetworkFacts {
  const parts = Object.entries(network.parts);
  const layers = parts.flatMap(([part, model]) =>
    model.layers.map((layer): LayerFacts => {
      const [shape] = (Array.isArray(layer.outputShape[0]) ? layer.outputShape : [layer.outputShape]) as number[][];
      return {
        ...(parts.length > 1 && { part }),
        kind: layer.getClassName(),
        output: shape!.slice(1),
        parameters: layer.countParams(),
      };
    }),
  );
  const all = network.weights.reduce((sum, { variable }) => sum + variable.size, 0);
  return {
    name: network.name,
    gives: network.primary,
    parameters: network.parameterCount,
    untrained: all - network.parameterCount,
    layers,
  };
}

/** Numbers that one sample's way through a network leaves for the way back. */
export const activationsOf = ({ layers }: NetworkFacts): number =>
  layers.reduce((sum, { kind, output }) => sum + (kind === 'InputLayer' ? 0 : sizeOf(output)), 0);
