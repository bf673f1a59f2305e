import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs';
import { defineExtractor, HostRandom, type Artifact, type DatasetInfo, type DatasetReader } from '@saddle/core';
import { z } from 'zod';
import { Classifier, type ClassifierSettings, type LabelledBatch } from '../learning/classifier.js';
import { classifierOptions } from '../learning/options.js';
import { incompatible } from '../plugins/incompatible.js';

/** Changes with the networks or the training, so that no older classifier is taken for one of this version. */
const version = 1;

/** Samples that the accuracy is measured on, which training never sees: a sixth of the data, at most this many. */
const mostHeldOut = 10_000;

function needClasses({ classes }: DatasetInfo): void {
  if (classes.length >= 2) return;
  throw incompatible(
    "The extractor 'classifier' learns from labels; this data has none.",
    "Use labelled data, or the extractor 'pixels' or 'graph-model'.",
  );
}

export const classifier = defineExtractor({
  name: 'classifier',
  summary: 'A small classifier trained once on the data set and kept: its last hidden layer, and class probabilities',
  options: z.strictObject({
    ...classifierOptions,
    seed: z.int().min(0).default(0).describe('Decides its initial weights and the order of its data'),
  }),
  create: (options) => ({
    classifies: true,
    check: needClasses,
    prepare: async ({ info, open, cache, progress }) => {
      needClasses(info);
      const settings: ClassifierSettings = { ...options, shape: info.sample.shape, classes: info.classes.length };
      const facts = {
        version,
        ...options,
        shape: info.sample.shape.join('x'),
        data: info.digest,
        backend: tf.getBackend(),
      };
      const artifact = await cache.remember('classifier', facts, () =>
        learn(settings, open, (step) => progress('training the classifier', step, settings.steps)),
      );
      const network = Classifier.fromArtifact(settings, artifact);
      return {
        protocol: { hash: hashOf(artifact), resize: 'none', testAccuracy: artifact.facts['testAccuracy']! },
        dimensions: settings.width,
        features: (samples: tf.Tensor) => network.features(samples),
        probabilities: (samples: tf.Tensor) => tf.tidy(() => tf.softmax(network.logits(samples))),
        dispose: () => network.dispose(),
      };
    },
  }),
});

async function learn(
  settings: ClassifierSettings,
  open: () => Promise<DatasetReader>,
  progress: (step: number) => void,
): Promise<Artifact> {
  const reader = await open();
  try {
    const { length } = reader.info;
    const order = new HostRandom(settings.seed, '/metrics/classifier/order').permutation(length);
    const held = Math.min(mostHeldOut, Math.ceil(length / 6));
    const seen = order.subarray(held);
    const random = new HostRandom(settings.seed, '/metrics/classifier/batches');
    const read = async (rows: Uint32Array): Promise<LabelledBatch> => {
      const { samples, labels } = await reader.read(rows);
      return { samples: samples as Float32Array, labels: labels as Int32Array };
    };
    const network = await Classifier.train(
      settings,
      (step) => {
        const draw = random.scope(String(step));
        return read(Uint32Array.from({ length: settings.batch }, () => seen[draw.integer(seen.length)]!));
      },
      progress,
    );
    const testAccuracy = await accuracyOn(network, order.subarray(0, held), read);
    const artifact = await network.toArtifact({ testAccuracy });
    network.dispose();
    return artifact;
  } finally {
    await reader.close?.();
  }
}

async function accuracyOn(
  network: Classifier,
  rows: Uint32Array,
  read: (rows: Uint32Array) => Promise<LabelledBatch>,
): Promise<number> {
  let right = 0;
  for (let from = 0; from < rows.length; from += 1000) {
    const part = rows.slice(from, from + 1000);
    right += network.accuracy(await read(part)) * part.length;
  }
  return Math.round(right) / rows.length;
}

/** SHA-256 over the weights: two classifiers of one hash give the same features. */
function hashOf({ arrays }: Artifact): string {
  const hash = createHash('sha256');
  for (const { shape, data } of Object.values(arrays)) {
    hash.update(shape.join()).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex').slice(0, 16);
}
