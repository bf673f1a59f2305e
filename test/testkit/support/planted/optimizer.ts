import { defineOptimizer, fixedStream, type Optimizer } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { healthy, withStepBugs, type Planted, type Spoil } from './planted.js';

const optimizer = (bind: Optimizer['bind']) =>
  defineOptimizer({ name: 'planted', summary: 'With a bug', create: () => ({ bind }) });

const spoiled = (spoil: () => Spoil) =>
  optimizer((parameters) => {
    const change = spoil();
    return (gradients, rates) =>
      parameters.forEach(({ variable }, i) => {
        const step = change(tf.mul(gradients[i]!, rates[i]!), fixedStream(0, 'unused'));
        variable.assign(tf.sub(variable, step));
      });
  });

export const healthyOptimizer = spoiled(healthy);

export const plantedOptimizers: readonly Planted<'optimizer'>[] = [
  {
    bug: 'uphill',
    check: 'goes downhill',
    says: /go from a height/,
    plugin: optimizer((parameters) => (gradients, rates) => {
      parameters.forEach(({ variable }, i) => variable.assign(tf.add(variable, tf.mul(gradients[i]!, rates[i]!))));
    }),
  },
  {
    bug: "one player's rate for all parameters",
    check: 'stands still at a learning rate of 0, for each parameter by itself',
    says: /learning rate of 0 moves/,
    plugin: optimizer((parameters) => (gradients, rates) => {
      parameters.forEach(({ variable }, i) => variable.assign(tf.sub(variable, tf.mul(gradients[i]!, rates[0]!))));
    }),
  },
  ...withStepBugs(spoiled, ['draws other numbers with another seed and at another step']),
];
