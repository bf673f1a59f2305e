import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { io } from '@tensorflow/tfjs';
import { SaddleError } from '@saddle/core';

/** A TensorFlow.js model as its files hold it, and a hash over all of them. */
export interface ModelFiles {
  readonly artifacts: io.ModelArtifacts;
  readonly format: 'graph-model' | 'layers-model';
  readonly hash: string;
}

interface ModelJson {
  readonly format?: string;
  readonly modelTopology?: object;
  readonly weightsManifest?: readonly {
    readonly paths: readonly string[];
    readonly weights: io.WeightsManifestEntry[];
  }[];
  readonly signature?: object;
  readonly userDefinedMetadata?: Record<string, string>;
}

const isUrl = (place: string) => /^https?:\/\//i.test(place);

const unreadable = (place: string, problem: string, cause?: unknown) =>
  new SaddleError('SADDLE_DATA_NOT_FOUND', {
    problem: `The model ${place} cannot be read: ${problem}.`,
    advice: 'Give the path or URL of a model.json that tensorflowjs_converter or `model.save` wrote.',
    cause,
  });

async function readBytes(place: string): Promise<Uint8Array> {
  try {
    if (!isUrl(place)) return await readFile(place);
    const response = await fetch(place);
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw unreadable(place, (cause as Error).message, cause);
  }
}

const beside = (place: string, name: string) =>
  isUrl(place) ? new URL(name, place).href : path.join(path.dirname(place), name);

/** Reads model.json and its weight files. @param place path of the file or its folder, or a URL */
export async function readModel(place: string): Promise<ModelFiles> {
  const isFolder = !isUrl(place) && (await stat(place).catch(() => undefined))?.isDirectory();
  const file = isFolder ? path.join(place, 'model.json') : place;
  const text = await readBytes(file);
  let model: ModelJson;
  try {
    model = JSON.parse(new TextDecoder().decode(text)) as ModelJson;
  } catch (cause) {
    throw unreadable(file, 'it is not JSON', cause);
  }
  const { modelTopology, weightsManifest = [] } = model;
  if (!modelTopology) throw unreadable(file, 'it has no modelTopology');
  const paths = weightsManifest.flatMap((group) => group.paths);
  const parts = await Promise.all(paths.map((name) => readBytes(beside(file, name))));
  const hash = createHash('sha256').update(text);
  for (const part of parts) hash.update(part);
  const weightData = new Uint8Array(Buffer.concat(parts)).buffer;
  const isGraph = model.format === 'graph-model' || 'node' in modelTopology;
  return {
    format: isGraph ? 'graph-model' : 'layers-model',
    hash: hash.digest('hex').slice(0, 16),
    artifacts: {
      modelTopology,
      weightSpecs: weightsManifest.flatMap((group) => group.weights),
      weightData,
      ...(model.signature && { signature: model.signature }),
      ...(model.userDefinedMetadata && { userDefinedMetadata: model.userDefinedMetadata }),
    },
  };
}
