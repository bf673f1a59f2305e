import { defineLoss, type Loss, type Scores } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { frozenSquare, healthy, withStepBugs, wrongSquare, type Planted, type Spoil } from './planted.js';

const right: Loss = {
  discriminator: ({ real, fake }) => tf.add(tf.mean(tf.square(tf.sub(real, 1))), tf.mean(tf.square(fake))),
  generator: ({ fake }) => tf.mean(tf.square(tf.sub(fake, 1))),
};

const loss = (change: Partial<Loss>) =>
  defineLoss({ name: 'planted', summary: 'With a bug', create: () => ({ ...right, ...change }) });

const spoiled = (spoil: () => Spoil) =>
  defineLoss({
    name: 'planted',
    summary: 'With a bug',
    create: () => {
      const change = spoil();
      return {
        ...right,
        generator: (scores: Scores) => change(right.generator(scores), scores.random) as tf.Scalar,
      };
    },
  });

export const healthyLoss = spoiled(healthy);

export const plantedLosses: readonly Planted<'loss'>[] = [
  {
    bug: 'no mean over the batch',
    check: 'returns a finite float32 scalar for each player, for scores and for patch maps',
    says: /generator's loss.*not a float32 scalar: average over the batch/,
    plugin: loss({ generator: ({ fake }) => tf.square(tf.sub(fake, 1)) as tf.Scalar }),
  },
  {
    bug: 'a sum over the batch',
    check: 'is an average: a batch that is shown twice costs the same',
    says: /take tf\.mean, not tf\.sum/,
    plugin: loss({ generator: ({ fake }) => tf.sum(tf.square(fake)) }),
  },
  {
    bug: 'a custom gradient that is 5 % too large',
    check: 'has first-order gradients equal to finite differences',
    says: /generator's loss has a gradient with respect to 'fake'/,
    plugin: loss({ generator: ({ fake }) => tf.mean(wrongSquare(fake, 1.05)) }),
  },
  {
    bug: 'a gradient that is a constant to the second order',
    check: 'has second-order gradients equal to finite differences',
    says: /The gradient of the generator's loss/,
    plugin: loss({ generator: ({ fake }) => tf.mean(frozenSquare(fake)) }),
  },
  {
    bug: 'log of sigmoid',
    check: 'stays finite in value and gradient at scores of ±10,000',
    says: /10000.*holds/,
    plugin: loss({ generator: ({ fake }) => tf.neg(tf.mean(tf.log(tf.sigmoid(fake)))) }),
  },
  {
    bug: 'forgets generated data in the discriminator',
    check: 'reaches the player it names',
    says: /discriminator's loss has no gradient with respect to the fake scores/,
    plugin: loss({ discriminator: ({ real }) => tf.mean(tf.square(real)) }),
  },
  ...withStepBugs(spoiled),
];

/** Bugs of what every plugin has. */
export const plantedCommon: readonly Planted<'loss'>[] = [
  {
    bug: 'a name with capitals',
    check: 'has a kebab-case name and says in a line what it is',
    says: /not in kebab case/,
    plugin: defineLoss({ name: 'MyLoss', summary: 'With a bug', create: () => right }),
  },
  {
    bug: 'an option without a description',
    check: 'describes every option and refuses unknown ones',
    says: /option margin has no description/,
    plugin: defineLoss({
      name: 'planted',
      summary: 'With a bug',
      options: z.strictObject({ margin: z.number().default(1) }),
      create: () => right,
    }),
  },
  {
    bug: 'options that take anything',
    check: 'describes every option and refuses unknown ones',
    says: /use z\.strictObject/,
    plugin: defineLoss({
      name: 'planted',
      summary: 'With a bug',
      options: z.object({ margin: z.number().default(1).describe('A margin') }),
      create: () => right,
    }),
  },
  {
    bug: 'options without defaults',
    check: 'has valid defaults, which resolve to themselves',
    says: /It refuses \{\}/,
    plugin: defineLoss({
      name: 'planted',
      summary: 'With a bug',
      options: z.strictObject({ margin: z.number().describe('A margin') }),
      create: () => right,
    }),
  },
  {
    bug: 'options that do not resolve to themselves',
    check: 'has valid defaults, which resolve to themselves',
    says: /do not resolve to themselves/,
    plugin: defineLoss({
      name: 'planted',
      summary: 'With a bug',
      options: z.strictObject({
        margin: z
          .number()
          .default(1)
          .transform((value) => value + 1)
          .describe('A margin'),
      }),
      create: () => right,
    }),
  },
  {
    bug: 'nothing returned by create',
    check: 'is created from its options and the services it injects',
    says: /create returned undefined/,
    plugin: defineLoss({ name: 'planted', summary: 'With a bug', create: () => undefined as unknown as Loss }),
  },
];
