import type { Network } from '@saddle/core';
import type * as tf from '@tensorflow/tfjs';

/** Operations of a network's dense and convolutional layers, multiplications and additions, for one forward pass. */
interface ForwardFlops {
  readonly all: number;
  /** Of the layers that no other such layer precedes: the gradient with respect to their input may not be needed. */
  readonly first: number;
  /** Of the layers that no other follows. */
  readonly last: number;
}

interface Node {
  readonly inboundLayers: readonly tf.layers.Layer[];
}

const inputsOf = (layer: tf.layers.Layer): readonly tf.layers.Layer[] =>
  (layer as unknown as { inboundNodes: readonly Node[] }).inboundNodes.flatMap((node) => node.inboundLayers);

const kernelOf = (layer: tf.layers.Layer): readonly number[] | undefined =>
  layer.weights.find(({ name }) => /kernel/.test(name))?.shape.map((size) => size ?? 0);

const places = (shape: unknown): number => {
  const [, ...rest] = (Array.isArray((shape as unknown[])[0]) ? (shape as unknown[])[0] : shape) as number[];
  return rest.slice(0, -1).reduce((a, b) => a * b, 1);
};

/** Twice the kernel's size for each place it is laid on: places of the output, of the input where transposed. */
function layerFlops(layer: tf.layers.Layer): number {
  const kernel = kernelOf(layer);
  if (!kernel) return 0;
  const transposed = layer.getClassName() === 'Conv2DTranspose';
  const shape = transposed ? inputsOf(layer)[0]!.outputShape : layer.outputShape;
  return 2 * kernel.reduce((a, b) => a * b, 1) * places(shape);
}

function forwardFlops(network: Network): ForwardFlops {
  const layers = Object.values(network.parts).flatMap((model) => model.layers);
  const weighted = layers.filter((layer) => kernelOf(layer));
  const followsWeighted = (layer: tf.layers.Layer): boolean =>
    inputsOf(layer).some((input) => kernelOf(input) !== undefined || followsWeighted(input));
  const followed = new Set<tf.layers.Layer>();
  const markInputs = (layer: tf.layers.Layer): void => {
    for (const input of inputsOf(layer)) {
      if (followed.has(input)) continue;
      followed.add(input);
      markInputs(input);
    }
  };
  weighted.forEach(markInputs);
  const sum = (chosen: readonly tf.layers.Layer[]) => chosen.reduce((total, layer) => total + layerFlops(layer), 0);
  return {
    all: sum(weighted),
    first: sum(weighted.filter((layer) => !followsWeighted(layer))),
    last: sum(weighted.filter((layer) => !followed.has(layer))),
  };
}

/**
 * Operations of one iteration by count: dense and convolutional layers alone, each pass as a direct convolution, whatever
 * algorithm a library takes. A layer's forward pass, the gradient of its weights and that of its input cost the same.
 */
export function iterationFlops(
  networks: { readonly generator: Network; readonly discriminator: Network },
  batch: number,
  { steps, gradientPenalty }: { readonly steps: 'all' | 'discriminator'; readonly gradientPenalty: boolean },
): number {
  const g = forwardFlops(networks.generator);
  const d = forwardFlops(networks.discriminator);
  // Generated samples; then forward, gradients of weights and of inner inputs, for real and for generated samples.
  const discriminatorStep = g.all + 2 * (3 * d.all - d.first);
  // Forward, down to the samples; then through that gradient: its weights, and its inner values but the constant first.
  const penalty = gradientPenalty ? 2 * d.all + (2 * d.all - d.last) : 0;
  const generatorStep = g.all + d.all + d.all + g.all + (g.all - g.first);
  return batch * (discriminatorStep + penalty + (steps === 'all' ? generatorStep : 0));
}
