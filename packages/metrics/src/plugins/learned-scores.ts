import { defineMetric, type DatasetInfo, type MetricContext } from '@saddle/core';
import { z } from 'zod';
import { heldOut, randomBatches } from '../learning/batches.js';
import { Classifier, type ClassifierSettings, type LabelledBatch } from '../learning/classifier.js';
import { determination, fitColumn } from '../learning/least-squares.js';
import { classifierOptions } from '../learning/options.js';
import { collect, sizeOf, type CollectedSamples } from './collect.js';
import { incompatible } from './incompatible.js';

type Settings = Omit<ClassifierSettings, 'shape' | 'classes' | 'seed'>;

function labelled({ samples, labels }: CollectedSamples): LabelledBatch {
  if (labels) return { samples, labels };
  throw incompatible('Expected samples with labels; a sampler gives none.', 'Leave out `sampler`.');
}

/** Accuracy on `test` of a classifier that has seen `training` alone. */
async function learn(context: MetricContext, settings: Settings, training: LabelledBatch, test: LabelledBatch) {
  const { info, classes, seed } = context;
  const classifier = await Classifier.train(
    { ...settings, shape: info.sample.shape, classes, seed },
    randomBatches(training, { batch: settings.batch, seed }),
  );
  const accuracy = classifier.accuracy(test);
  classifier.dispose();
  return accuracy;
}

function needLabels(name: string, classes: number): void {
  if (classes > 0) return;
  throw incompatible(
    `The metric '${name}' needs generated samples with labels; this run is unconditional.`,
    'Set `conditional: true`, with labelled data.',
  );
}

export const classificationAccuracyScore = defineMetric({
  name: 'classification-accuracy-score',
  summary: 'Accuracy on real samples of a classifier trained on generated ones',
  paper: 'Ravuri, Vinyals 2019, Classification accuracy score for conditional generative models, arXiv:1905.10887',
  options: z.strictObject(classifierOptions),
  create: (options) => ({
    reads: 'samples',
    protocol: { ...options },
    lowerIsBetter: { classificationAccuracyScore: false },
    check: ({ classes }) => needLabels('classification-accuracy-score', classes),
    evaluate: async (context) => {
      const size = sizeOf(context.info.sample.shape);
      const training = labelled(await collect(context.fake, size));
      const test = labelled(await collect(context.real, size));
      return { values: { classificationAccuracyScore: await learn(context, options, training, test) } };
    },
  }),
});

export const trainSyntheticTestReal = defineMetric({
  name: 'train-synthetic-test-real',
  summary: 'What is learnt from generated rows, tested on real ones, beside the same learnt from other real rows',
  paper: 'Esteban, Hyland, Ratsch 2017, Real-valued time series generation with recurrent GANs, arXiv:1706.02633',
  options: z.strictObject({
    target: z
      .int()
      .min(0)
      .optional()
      .describe('Column of the samples to predict from the others (R^2 of least squares); the labels if not given'),
    ...classifierOptions,
  }),
  create: ({ target, ...settings }) => ({
    reads: 'samples',
    protocol: { ...settings, target: target ?? 'labels' },
    lowerIsBetter: { trainSyntheticTestReal: false },
    check: ({ info, classes }) => {
      if (target === undefined) needLabels('train-synthetic-test-real', classes);
      else checkColumn(info, target);
    },
    evaluate: async (context) => {
      const { info, seed } = context;
      const size = sizeOf(info.sample.shape);
      const [fake, real] = [await collect(context.fake, size), await collect(context.real, size)];
      if (target === undefined) {
        const { training, test } = heldOut(labelled(real), seed);
        const synthetic = await learn(context, settings, labelled(fake), test);
        return { values: figures(synthetic, await learn(context, settings, training, test)) };
      }
      const table = ({ samples, labels }: LabelledBatch) => ({ rows: labels.length, columns: size, data: samples });
      const rows = (set: CollectedSamples) => ({ samples: set.samples, labels: new Int32Array(set.count) });
      const { training, test } = heldOut(rows(real), seed);
      const score = (set: LabelledBatch) => determination(fitColumn(table(set), target), table(test), target);
      return { values: figures(score(rows(fake)), score(training)) };
    },
  }),
});

const figures = (synthetic: number, real: number) => ({ trainSyntheticTestReal: synthetic, trainRealTestReal: real });

function checkColumn({ sample }: DatasetInfo, target: number): void {
  const columns = sample.shape[0]!;
  if (sample.shape.length === 1 && columns >= 2 && target < columns) return;
  throw incompatible(
    `\`target: ${target}\` of the metric 'train-synthetic-test-real' names no column of samples [${sample.shape.join(', ')}].`,
  );
}
