import type { Plugin } from '@saddle/core';
import * as optimizers from '@saddle/optimizers';
import { expectNumbers } from '../support/numbers.js';
import { reference } from '../support/reference.js';

interface Case {
  name: string;
  use: string;
  options: object;
  total: number;
  factors: number[];
}

const { schedules } = reference<{ schedules: Case[] }>('torch/optimizers');

describe('schedules', () => {
  for (const { name, use, options, total, factors } of schedules) {
    it(`${use} equals PyTorch's ${name}`, async () => {
      const plugin = Object.values(optimizers).find(
        (candidate): candidate is Plugin<'schedule'> => candidate.kind === 'schedule' && candidate.name === use,
      )!;
      const schedule = await plugin.create(plugin.options.parse(options), {});
      expectNumbers(
        factors.map((_, iteration) => schedule.factor(iteration, total)),
        factors,
        1e-9,
      );
    });
  }
});
