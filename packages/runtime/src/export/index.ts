import * as tf from '@tensorflow/tfjs';
import { dataTypeName } from '../compile/native/data-types.js';
import type { TensorType } from '../compile/graph/graph.js';
import { nameGraph } from './named-graph.js';
import { writeSavedModel } from './saved-model.js';
import { writeTfjsModel } from './tfjs-model.js';
import { traceModel, type ExportRequest } from './trace-model.js';
import { verifySavedModel, verifyTfjsModel } from './verify.js';

export type { ExportRequest };

export const exportFormats = ['saved-model', 'tfjs'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** An input or output of an exported model; -1 is an axis of any size. */
export interface ExportedTensor {
  readonly shape: readonly number[];
  readonly dtype: string;
}

export interface Exported {
  readonly inputs: Readonly<Record<string, ExportedTensor>>;
  readonly outputs: Readonly<Record<string, ExportedTensor>>;
}

/** A batch size that no trace had. */
const checkedBatch = 4;

/**
 * Writes a function and the state it reads as a model that stands alone: a SavedModel for TensorFlow in any language,
 * or a graph model for TensorFlow.js in a browser. The written model is loaded and compared with the function.
 *
 * @param folder where to; made if it is not there
 * @throws SADDLE_RUNTIME_UNAVAILABLE without native TensorFlow, SADDLE_COMPILE_… for what cannot be exported
 */
export async function exportModel(request: ExportRequest, format: ExportFormat, folder: string): Promise<Exported> {
  const graph = traceModel(request);
  const inputs = request.inputs(request.batch ?? checkedBatch);
  const expected = tf.tidy(() => request.fn(inputs));
  try {
    if (format === 'tfjs') {
      await verifyTfjsModel(graph, inputs, expected);
      writeTfjsModel(graph, folder);
    } else {
      writeSavedModel(graph, folder);
      verifySavedModel(graph, folder, inputs, expected);
    }
  } finally {
    tf.dispose([inputs, expected]);
  }
  const named = nameGraph(graph);
  return { inputs: describe(named.inputs), outputs: describe(named.outputs) };
}

const describe = (types: Readonly<Record<string, TensorType>>): Record<string, ExportedTensor> =>
  Object.fromEntries(
    Object.entries(types).map(([name, { shape, dtype }]) => [name, { shape, dtype: dataTypeName(dtype) }]),
  );
