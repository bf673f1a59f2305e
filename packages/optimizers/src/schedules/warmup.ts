import { defineSchedule } from '@saddle/core';
import { z } from 'zod';

export default defineSchedule({
  name: 'warmup',
  summary: 'The learning rate rises in a straight line, then stays',
  paper: 'Goyal et al., Accurate, Large Minibatch SGD, 2017, arXiv:1706.02677, section 2.2',
  options: z.strictObject({
    iterations: z.int().positive().default(1000).describe('Iterations until the configured rate is reached'),
    start: z.number().min(0).max(1).default(0).describe('Factor at the first iteration'),
  }),
  create: ({ iterations, start }) => ({
    factor: (iteration) => start + (1 - start) * Math.min(1, iteration / iterations),
  }),
});
