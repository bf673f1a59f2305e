import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { defineExtractor, tokens, type DatasetInfo } from '@saddle/core';
import { z } from 'zod';
import { incompatible } from '../plugins/incompatible.js';
import { readModel, type ModelFiles } from './model-files.js';

const options = z.strictObject({
  model: z.string().min(1).describe("Path (from the config's folder) or URL of a TensorFlow.js model.json"),
  resize: z
    .int()
    .min(1)
    .optional()
    .describe('Height and width to bring pictures to, bilinear; as they are if not given'),
  range: z
    .tuple([z.number(), z.number()])
    .default([-1, 1])
    .describe('What the darkest and the brightest value become, such as [0, 255]'),
  output: z
    .string()
    .min(1)
    .optional()
    .describe("Node or layer that gives the features; the model's output if not given"),
  probabilities: z.string().min(1).optional().describe('Node or layer that gives class probabilities'),
  channels: z
    .union([z.literal(1), z.literal(3), z.literal('data')])
    .default('data')
    .describe("1 or 3: grey pictures are repeated, colour ones averaged; the data's own if not given"),
});
type Options = z.output<typeof options>;

/** One named output of a loaded model. */
interface LoadedModel {
  run(x: tf.Tensor, output: string | undefined): tf.Tensor;
  dispose(): void;
}

async function load({ artifacts, format }: ModelFiles, wanted: readonly (string | undefined)[]): Promise<LoadedModel> {
  const source = tf.io.fromMemory(artifacts);
  if (format === 'graph-model') {
    const model = await tf.loadGraphModel(source);
    return {
      run: (x, output) => first(output === undefined ? model.predict(x) : model.execute(x, output)),
      dispose: () => model.dispose(),
    };
  }
  const model = await tf.loadLayersModel(source);
  const parts = new Map(
    wanted.flatMap((name) =>
      name === undefined
        ? []
        : [[name, tf.model({ inputs: model.inputs, outputs: layerOutput(model, name) })] as const],
    ),
  );
  return {
    run: (x, output) => first((output === undefined ? model : parts.get(output)!).predict(x)),
    dispose: () => model.dispose(),
  };
}

function layerOutput(model: tf.LayersModel, name: string): tf.SymbolicTensor {
  const layer = model.layers.find((candidate) => candidate.name === name);
  if (layer) return layer.output as tf.SymbolicTensor;
  throw incompatible(`The model has no layer '${name}'. It has: ${model.layers.map((one) => one.name).join(', ')}.`);
}

const first = (outputs: tf.Tensor | tf.Tensor[] | tf.NamedTensorMap): tf.Tensor => {
  if (outputs instanceof tf.Tensor) return outputs;
  return Object.values(outputs)[0] as tf.Tensor;
};

/** Feature maps are averaged over their positions, as published figures have it. */
function flat(output: tf.Tensor): tf.Tensor {
  if (output.rank === 4) return tf.mean(output, [1, 2]);
  return output.rank === 2 ? output : tf.reshape(output, [output.shape[0]!, -1]);
}

/** Pictures as the model takes them. */
function prepared(samples: tf.Tensor, { resize, range, channels }: Options, { sample }: DatasetInfo): tf.Tensor {
  let x = samples;
  if (x.rank === 4) {
    const present = x.shape[3]!;
    if (channels === 3 && present === 1) x = tf.tile(x, [1, 1, 1, 3]);
    if (channels === 1 && present > 1) x = tf.mean(x, 3, true);
    if (resize !== undefined && (x.shape[1] !== resize || x.shape[2] !== resize)) {
      x = tf.image.resizeBilinear(x as tf.Tensor4D, [resize, resize], false, true);
    }
  }
  if (sample.range !== 'symmetric') return x;
  const [low, high] = range;
  return low === -1 && high === 1 ? x : tf.add(tf.mul(tf.add(x, 1), (high - low) / 2), low);
}

export const graphModel = defineExtractor({
  name: 'graph-model',
  summary: 'Any TensorFlow.js graph or layers model from a path or URL, such as Inception where you have its weights',
  options,
  inject: { run: tokens.run },
  create: (values, { run }) => ({
    classifies: values.probabilities !== undefined,
    prepare: async ({ info }) => {
      const { model: place, resize, range, output, probabilities, channels } = values;
      const files = await readModel(/^https?:/i.test(place) ? place : path.resolve(run.baseDirectory, place));
      const model = await load(files, [output, probabilities]);
      const apply = (samples: tf.Tensor, node: string | undefined) =>
        tf.tidy(() => flat(model.run(prepared(samples, values, info), node)));
      const dimensions = tf.tidy(() => apply(tf.zeros([1, ...info.sample.shape]), output).shape[1]!);
      return {
        protocol: {
          hash: files.hash,
          resize: resize === undefined ? 'none' : `bilinear ${resize}`,
          range: range.join(' to '),
          output: output ?? 'default',
          channels,
        },
        dimensions,
        features: (samples: tf.Tensor) => apply(samples, output),
        ...(probabilities !== undefined && { probabilities: (samples: tf.Tensor) => apply(samples, probabilities) }),
        dispose: () => model.dispose(),
      };
    },
  }),
});
