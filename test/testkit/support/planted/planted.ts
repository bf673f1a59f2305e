import type { Plugin, PluginKind, RandomStream } from '@saddle/core';
import type { Settings } from '@saddle/testkit';
import * as tf from '@tensorflow/tfjs';

/** A plugin with one bug, and the check that must find it. */
export interface Planted<K extends PluginKind = PluginKind> {
  readonly bug: string;
  readonly plugin: Plugin<K>;
  /** Name of the check. */
  readonly check: string;
  /** A part of its message. */
  readonly says: RegExp;
  readonly options?: Record<string, unknown>;
  readonly settings?: Settings;
}

/** Something that happens to a tensor inside a step. */
export type Spoil = (value: tf.Tensor, random: RandomStream) => tf.Tensor;

export interface StepBug {
  readonly bug: string;
  readonly check: string;
  readonly says: RegExp;
  /** Made once per instance of the plugin. */
  spoil(): Spoil;
}

export const healthy = (): Spoil => (value) => value;

/** Bugs that anything inside a step can have. */
export const stepBugs: readonly StepBug[] = [
  {
    bug: 'divides by zero',
    check: 'gives finite numbers step after step',
    says: /holds (NaN|Infinity|-Infinity)/,
    spoil: () => (value) => tf.add(value, tf.log(tf.zerosLike(value))),
  },
  {
    bug: 'draws from Math.random',
    check: 'repeats bit for bit with the same seed',
    says: /with one seed differ.*never from tf\.random/,
    spoil: () => (value) => tf.mul(value, 1 + 0.1 * Math.random()),
  },
  {
    bug: 'draws the same numbers whatever the seed',
    check: 'draws other numbers with another seed and at another step',
    says: /the same numbers/,
    spoil: () => (value, random) => {
      random.uniform([1]);
      return tf.mul(value, 1.5);
    },
  },
  {
    bug: "reads a tensor's value",
    check: 'gives the same results compiled as eagerly',
    says: /values are read|dataSync/,
    spoil: () => (value) => tf.mul(value, value.dataSync()[0]! > 1e9 ? 2 : 1),
  },
  {
    bug: 'keeps a count in JavaScript',
    check: 'continues from a checkpoint bit for bit',
    says: /must be registered/,
    spoil: () => {
      let count = 0;
      return (value) => tf.mul(value, 1 + 0.1 * count++);
    },
  },
  {
    bug: 'keeps a tensor at every step',
    check: 'leaves no tensors behind',
    says: /leave \d+ tensors in memory/,
    spoil: () => (value) => {
      tf.keep(tf.scalar(1));
      return tf.mul(value, 1);
    },
  },
];

/** Each of the step bugs in a plugin made by `make`. */
export const withStepBugs = <K extends PluginKind>(
  make: (spoil: () => Spoil) => Plugin<K>,
  except: readonly string[] = [],
): Planted<K>[] =>
  stepBugs
    .filter(({ check }) => !except.includes(check))
    .map(({ bug, check, says, spoil }) => ({ bug, check, says, plugin: make(spoil) }));

/** x² / 2, whose derivative someone got wrong by a factor. */
export const wrongSquare = (x: tf.Tensor, factor: number): tf.Tensor =>
  tf.customGrad((input, save) => {
    (save as (saved: tf.Tensor[]) => void)([input as tf.Tensor]);
    return {
      value: tf.mul(0.5, tf.square(input as tf.Tensor)),
      gradFunc: (dy, [saved]: tf.Tensor[]) => tf.mul(dy as tf.Tensor, tf.mul(saved!, factor)),
    };
  })(x);

/** x² / 2, whose derivative looks like a constant to the second order, as with a value that was read. */
export const frozenSquare = (x: tf.Tensor): tf.Tensor =>
  tf.customGrad((input, save) => {
    (save as (saved: tf.Tensor[]) => void)([input as tf.Tensor]);
    return {
      value: tf.mul(0.5, tf.square(input as tf.Tensor)),
      gradFunc: (dy, [saved]: tf.Tensor[]) => tf.mul(dy as tf.Tensor, tf.tensor(saved!.dataSync(), saved!.shape)),
    };
  })(x);
