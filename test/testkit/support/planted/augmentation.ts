import { defineAugmentation, type Augmentation } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { frozenSquare, healthy, withStepBugs, type Planted, type Spoil } from './planted.js';

const augmentation = (made: Augmentation) =>
  defineAugmentation({ name: 'planted', summary: 'With a bug', create: () => made });

const spoiled = (spoil: () => Spoil) =>
  defineAugmentation({
    name: 'planted',
    summary: 'With a bug',
    create: () => {
      const change = spoil();
      return { apply: (samples, random) => change(tf.mul(samples, 2), random) };
    },
  });

export const healthyAugmentation = spoiled(healthy);

export const plantedAugmentations: readonly Planted<'augmentation'>[] = [
  {
    bug: 'packing that does not say so',
    check: 'gives finite float32 samples of the shape it announces',
    says: /by its `shape` and `group`/,
    plugin: augmentation({ apply: (samples) => tf.concat([samples, samples], 3) }),
  },
  {
    bug: 'packing that leaves labels as they are',
    check: 'changes labels as it changes samples, in a conditional run',
    says: /8 labels become 8, but 8 samples become 4/,
    plugin: augmentation({ group: 2, apply: (samples) => tf.slice(samples, 0, samples.shape[0]! / 2) }),
  },
  {
    bug: 'no gradient',
    check: 'lets gradients reach samples',
    says: /No gradient passes/,
    plugin: augmentation({ apply: (samples) => tf.tensor(samples.dataSync(), samples.shape) }),
  },
  {
    bug: 'a gradient that is a constant to the second order',
    check: 'has first- and second-order gradients equal to finite differences',
    says: /once differentiated/,
    plugin: augmentation({ apply: (samples) => frozenSquare(samples) }),
  },
  {
    bug: 'a report for each sample',
    check: 'reports finite scalars from its controller',
    says: /not a scalar/,
    plugin: augmentation({
      apply: (samples) => tf.mul(samples, 2),
      control: ({ real }) => ({ sign: tf.sign(real['scores']!) as tf.Scalar }),
    }),
  },
  ...withStepBugs(spoiled),
];
