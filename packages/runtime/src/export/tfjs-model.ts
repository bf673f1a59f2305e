import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SaddleError } from '@saddle/core';
import type * as tf from '@tensorflow/tfjs';
import { shapeProto } from '../compile/emit/attributes.js';
import type { AttrValue, NodeDef, ShapeProto } from '../compile/emit/protobuf.js';
import { type Graph, type TensorType } from '../compile/graph/graph.js';
import { dataTypes, dataTypeName } from '../compile/native/data-types.js';
import { nameGraph } from './named-graph.js';

/** Browsers cache files up to this size. */
const shardBytes = 2 ** 22;

const typeNames = new Map<number, string>([
  [dataTypes.float32, 'DT_FLOAT'],
  [dataTypes.int32, 'DT_INT32'],
  [dataTypes.bool, 'DT_BOOL'],
]);

/** A graph as TensorFlow.js's graph model, with the weights in one piece. */
export function tfjsArtifacts(graph: Graph): Omit<tf.io.ModelArtifacts, 'weightData'> & { weightData: ArrayBuffer } {
  const { graphDef, inputs, outputs } = nameGraph(graph);
  const constants = graphDef.node.filter(({ op }) => op === 'Const');
  const parts = constants.map(({ attr }) => attr['value']!.tensor!.tensorContent);
  const whole = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.byteLength;
  }
  return {
    format: 'graph-model',
    generatedBy: 'Saddle',
    convertedBy: null,
    modelTopology: { node: graphDef.node.map(nodeJson), versions: graphDef.versions },
    signature: { inputs: infos(inputs), outputs: infos(outputs) },
    weightSpecs: constants.map(({ name, attr }) => {
      const { dtype, tensorShape } = attr['value']!.tensor!;
      return { name, shape: tensorShape.dim!.map(({ size }) => size), dtype: weightType(dtype) };
    }),
    weightData: whole.buffer,
  };
}

/** Writes `model.json` and its weights, as `tf.loadGraphModel` takes them from any web server. */
export function writeTfjsModel(graph: Graph, folder: string): void {
  const { weightData, weightSpecs, ...model } = tfjsArtifacts(graph);
  mkdirSync(folder, { recursive: true });
  const count = Math.max(1, Math.ceil(weightData.byteLength / shardBytes));
  const paths = Array.from({ length: count }, (_, i) => `group1-shard${i + 1}of${count}.bin`);
  paths.forEach((path, i) =>
    writeFileSync(join(folder, path), Buffer.from(weightData.slice(i * shardBytes, (i + 1) * shardBytes))),
  );
  const manifest = [{ paths, weights: weightSpecs }];
  writeFileSync(join(folder, 'model.json'), JSON.stringify({ ...model, weightsManifest: manifest }));
}

function weightType(dtype: number): 'float32' | 'int32' | 'bool' {
  if (!typeNames.has(dtype)) throw unsupported(dtype);
  return dataTypeName(dtype) as 'float32' | 'int32' | 'bool';
}

function typeName(dtype: number): string {
  const name = typeNames.get(dtype);
  if (name === undefined) throw unsupported(dtype);
  return name;
}

const unsupported = (dtype: number) =>
  new SaddleError('SADDLE_COMPILE_UNSUPPORTED', {
    problem: `The model has tensors of type ${dataTypeName(dtype)}, which models for the browser cannot have.`,
    advice: 'Export with `--format saved-model`.',
  });

const shapeJson = ({ dim, unknownRank }: ShapeProto) =>
  unknownRank ? { unknownRank } : { dim: (dim ?? []).map(({ size }) => ({ size: String(size) })) };

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** A value in protocol buffers' JSON form. The values of a constant stand in the weights. */
function attributeJson(value: AttrValue): object {
  if (value.tensor) {
    const { dtype, tensorShape } = value.tensor;
    return { tensor: { dtype: typeName(dtype), tensorShape: shapeJson(tensorShape) } };
  }
  if (value.type !== undefined) return { type: typeName(value.type) };
  if (value.shape) return { shape: shapeJson(value.shape) };
  if (value.s) return { s: base64(value.s) };
  if (value.i !== undefined) return { i: String(value.i) };
  if (value.list) {
    const lists = Object.entries(value.list as Record<string, unknown[]>);
    return {
      list: Object.fromEntries(lists.map(([kind, items]) => [kind, items.map((item) => itemJson(kind, item))])),
    };
  }
  return value;
}

function itemJson(kind: string, item: unknown): unknown {
  if (kind === 's') return base64(item as Uint8Array);
  if (kind === 'i') return String(item);
  return kind === 'type' ? typeName(item as number) : item;
}

const nodeJson = ({ name, op, input, attr }: NodeDef) => ({
  name,
  op,
  ...(input.length > 0 && { input }),
  attr: Object.fromEntries(Object.entries(attr).map(([key, value]) => [key, attributeJson(value)])),
});

const infos = (types: Readonly<Record<string, TensorType>>) =>
  Object.fromEntries(
    Object.entries(types).map(([name, { shape, dtype }]) => [
      name,
      { name: `${name}:0`, dtype: typeName(dtype), tensorShape: shapeJson(shapeProto(shape)) },
    ]),
  );
