import { defineLatent, type LatentBatch, type LatentRequest } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { healthy, withStepBugs, type Planted, type Spoil } from './planted.js';

const size = 4;
const draw = ({ count, random, classes }: LatentRequest): LatentBatch => ({
  latent: random.normal([count, size]),
  ...(classes > 0 && { labels: random.integers([count], 0, classes) }),
});

const latent = (sample: (request: LatentRequest) => LatentBatch) =>
  defineLatent({ name: 'planted', summary: 'With a bug', create: () => ({ size, sample }) });

const spoiled = (spoil: () => Spoil) =>
  defineLatent({
    name: 'planted',
    summary: 'With a bug',
    create: () => {
      const change = spoil();
      return {
        size,
        sample: (request) => ({ ...draw(request), latent: change(draw(request).latent, request.random) }),
      };
    },
  });

export const healthyLatent = spoiled(healthy);

export const plantedLatents: readonly Planted<'latent'>[] = [
  {
    bug: 'a vector of another length',
    check: 'gives float32 vectors [count, size], in training and at sampling',
    says: /its size is 4/,
    plugin: latent(({ count, random }) => ({ latent: random.normal([count, size + 1]) })),
  },
  {
    bug: 'no labels',
    check: 'gives labels in a conditional run and none in another',
    says: /no labels although the run is conditional/,
    plugin: latent(({ count, random }) => ({ latent: random.normal([count, size]) })),
  },
  {
    bug: 'labels beyond the classes',
    check: 'gives labels in a conditional run and none in another',
    says: /not all in 0 … 2/,
    plugin: latent((request) =>
      request.classes > 0
        ? { ...draw(request), labels: tf.fill([request.count], request.classes, 'int32') }
        : draw(request),
    ),
  },
  ...withStepBugs(spoiled, ['draws other numbers with another seed and at another step']),
  {
    bug: 'the same numbers whatever the seed',
    check: 'draws other numbers with another seed and at another step',
    says: /different seeds give the same/,
    plugin: latent(({ count, random }) => {
      random.normal([1]);
      return { latent: tf.ones([count, size]) };
    }),
  },
];
