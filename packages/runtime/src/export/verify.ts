import { SaddleError } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import type { Graph } from '../compile/graph/graph.js';
import type { TensorsByName } from '../compile/record/trace-step.js';
import { nameGraph } from './named-graph.js';
import { tfjsArtifacts } from './tfjs-model.js';
import { requireNative } from './trace-model.js';

/** Largest difference that rounding explains, relative to the largest value. */
const tolerance = 1e-5;

type Outputs = Readonly<Record<string, tf.Tensor>>;

/** Loads a written SavedModel with TensorFlow and compares what it gives with what is expected. */
export function verifySavedModel(graph: Graph, folder: string, inputs: TensorsByName, expected: Outputs): void {
  const backend = requireNative();
  const named = nameGraph(graph);
  const [feeds, results] = [Object.keys(named.inputs), Object.keys(named.outputs)];
  const id = backend.binding.loadSavedModel(folder, 'serve');
  try {
    const ids = backend.getInputTensorIds(feeds.map((name) => inputs[name]!));
    const tensors = backend.binding
      .runSavedModel(id, ids, feeds.join(), results.join())
      .map((metadata) => backend.createOutputTensor(metadata));
    compare(Object.fromEntries(results.map((name, i) => [name, tensors[i]!])), expected);
  } finally {
    backend.binding.deleteSavedModel(id);
  }
}

/**
 * The same for a graph model, as TensorFlow.js runs it.
 *
 * @throws SADDLE_COMPILE_UNSUPPORTED where TensorFlow.js does not know an op of the model
 */
export async function verifyTfjsModel(graph: Graph, inputs: TensorsByName, expected: Outputs): Promise<void> {
  const { inputs: wanted, outputs } = nameGraph(graph);
  const model = await tf.loadGraphModel(tf.io.fromMemory(tfjsArtifacts(graph)));
  try {
    const names = Object.keys(outputs);
    const given = Object.fromEntries(Object.keys(wanted).map((name) => [name, inputs[name]!]));
    const made = model.execute(given, names) as tf.Tensor | tf.Tensor[];
    const tensors = Array.isArray(made) ? made : [made];
    compare(Object.fromEntries(names.map((name, i) => [name, tensors[i]!])), expected);
  } catch (error) {
    const unknown = /Unknown op '?(\w+)/.exec((error as Error).message)?.[1];
    if (unknown === undefined) throw error;
    throw new SaddleError('SADDLE_COMPILE_UNSUPPORTED', {
      problem: `The generator uses the op ${unknown}, which models of TensorFlow.js cannot have.`,
      advice: unknown.startsWith('Stateless')
        ? 'It draws noise of its own; export with `--format saved-model`.'
        : 'Export with `--format saved-model`.',
      cause: error,
    });
  } finally {
    model.dispose();
  }
}

function compare(received: Outputs, expected: Outputs): void {
  for (const [name, right] of Object.entries(expected)) {
    const [values, wanted] = [Float64Array.from(received[name]!.dataSync()), Float64Array.from(right.dataSync())];
    received[name]!.dispose();
    const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const difference = wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - values[i]!)), 0);
    if (values.length === wanted.length && difference <= tolerance * Math.max(1, scale)) continue;
    throw new SaddleError('SADDLE_INTERNAL', {
      problem: `The exported model gives '${name}' of ${values.length} values that differ by up to ${difference} from the run's ${wanted.length}.`,
      advice: 'Please report this with the configuration of the run; the exported files should not be used.',
    });
  }
}
