import { dcgan } from '@saddle/arch-dcgan';
import { mlp } from '@saddle/arch-mlp';
import { eagerRuntime } from '@saddle/core';
import { mixed, normal, uniform } from '@saddle/latents';
import { minimax } from '@saddle/loss-minimax';
import { nonSaturating } from '@saddle/loss-nonsaturating';
import { adam, optimisticAdam, rmsprop, sgd } from '@saddle/optimizers';
import { createCompiledRuntime } from '@saddle/runtime';
import { expect } from 'chai';
import { expectNumbers } from '../support/numbers.js';
import { runPluginStep, type StepParts } from '../support/plugin-step.js';

const narrow = (norm: string) => ({ generator: { channels: 4 }, discriminator: { channels: 4, norm } });

/** Between them every built-in loss, architecture, norm, optimizer and latent. */
const combinations: Record<string, StepParts> = {
  'dcgan with batch normalization, adam': {
    architecture: dcgan,
    wanted: { shape: [16, 16, 3], options: narrow('batch') },
    loss: nonSaturating,
    optimizer: adam,
    optimizerOptions: { weightDecay: 0.01 },
    latent: normal,
  },
  'dcgan with spectral normalization and labels, optimistic-adam': {
    architecture: dcgan,
    wanted: { shape: [16, 16, 1], classes: 3, options: narrow('spectral') },
    loss: minimax,
    optimizer: optimisticAdam,
    latent: uniform,
  },
  'dcgan with layer normalization, rmsprop': {
    architecture: dcgan,
    wanted: { shape: [16, 16, 1], options: narrow('layer') },
    loss: nonSaturating,
    lossOptions: { flip: 0.1, realLabel: 0.9 },
    optimizer: rmsprop,
    optimizerOptions: { centered: true, momentum: 0.5 },
    latent: mixed,
  },
  'mlp with spectral normalization, sgd': {
    architecture: mlp,
    wanted: { shape: [2], range: 'unbounded', classes: 3, options: { discriminator: { norm: 'spectral' } } },
    loss: minimax,
    optimizer: sgd,
    optimizerOptions: { momentum: 0.9, nesterov: true },
    latent: normal,
  },
};

describe('the built-in plugins in a compiled step', () => {
  for (const [name, parts] of Object.entries(combinations)) {
    it(`${name}: leaves the state that eager steps leave`, async () => {
      const eager = await runPluginStep(eagerRuntime, parts);
      const compiled = await runPluginStep(createCompiledRuntime({ mode: 'graph' }), parts);
      expect([...compiled.keys()]).to.deep.equal([...eager.keys()]);
      // A tenth of one step at this rate: Adam makes whole steps of gradients that are nothing but rounding.
      for (const [variable, values] of eager) expectNumbers(compiled.get(variable)!, values, 1e-4);
    });
  }
});
