import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SaddleError } from '@saddle/core';
import { shapeProto } from '../compile/emit/attributes.js';
import { encodeSavedModel, type TensorInfo } from '../compile/emit/protobuf.js';
import { nodesOf, type Graph, type TensorType } from '../compile/graph/graph.js';
import { nameGraph } from './named-graph.js';

/** Protocol buffers end at 2 GiB; what is not weights takes little. */
const largest = 2 ** 31 - 2 ** 24;

/**
 * Writes a graph as a TensorFlow SavedModel with its weights inside and the signature `serving_default`, which
 * TensorFlow loads in any language.
 *
 * @throws SADDLE_COMPILE_UNSUPPORTED for weights of 2 GiB and more
 */
export function writeSavedModel(graph: Graph, folder: string): void {
  const size = nodesOf(graph).reduce((sum, { values }) => sum + (values?.byteLength ?? 0), 0);
  if (size > largest) {
    throw new SaddleError('SADDLE_COMPILE_UNSUPPORTED', {
      problem: `The weights take ${size} bytes; a SavedModel with its weights inside holds less than 2 GiB.`,
      advice: 'Export with `--format tfjs`.',
    });
  }
  const { graphDef, inputs, outputs } = nameGraph(graph);
  const bytes = encodeSavedModel(graphDef, {
    serving_default: {
      inputs: infos(inputs),
      outputs: infos(outputs),
      methodName: 'tensorflow/serving/predict',
    },
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'saved_model.pb'), bytes);
}

const infos = (types: Readonly<Record<string, TensorType>>): Record<string, TensorInfo> =>
  Object.fromEntries(
    Object.entries(types).map(([name, { shape, dtype }]) => [
      name,
      { name: `${name}:0`, dtype, tensorShape: shapeProto(shape) },
    ]),
  );
