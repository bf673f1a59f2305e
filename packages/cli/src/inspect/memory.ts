import type { Experiment } from '../compose/experiment.js';
import type { MemoryFacts, NetworkFacts } from './inspection.js';
import { activationsOf } from './networks.js';

const bytesOf = (size: number) => 4 * size;
const product = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/**
 * An estimate of what training holds at its fullest. What TensorFlow needs within an op, and what the compiler saves,
 * is not in it.
 */
export function estimateMemory(experiment: Experiment, networks: readonly NetworkFacts[], batch: number): MemoryFacts {
  const { state, procedure, data } = experiment;
  const of = { weights: 0, optimizers: 0, averages: 0, other: 0 };
  const names = Object.keys(procedure.networks).map((key) => procedure.networks[key]!.name);
  for (const [name, { size }] of state.variables) {
    const top = name.split('/')[0]!;
    if (names.includes(top)) of.weights += bytesOf(size);
    else if (top.startsWith('optimizers.')) of.optimizers += bytesOf(size);
    else if (top === 'averages') of.averages += bytesOf(size);
    else of.other += bytesOf(size);
  }
  const gradients = networks.reduce((sum, { parameters }) => sum + bytesOf(parameters), 0);
  const activations = networks.reduce(
    (sum, network) => sum + bytesOf(activationsOf(network)) * batch * (network.gives === 'scores' ? 2 : 1),
    0,
  );
  const fields = Object.values(data.fields).reduce((sum, { shape }) => sum + bytesOf(product(shape)) * batch, 0);
  const total = of.weights + of.optimizers + of.averages + of.other + gradients + activations + fields;
  return { ...of, gradients, activations, batch: fields, total };
}
