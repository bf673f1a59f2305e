import { defineSchedule } from '@saddle/core';
import { declineOptions } from './options.js';
import { progress } from './progress.js';

export default defineSchedule({
  name: 'linear',
  summary: 'A straight line down to the end of the budget',
  options: declineOptions,
  create: ({ start, end }) => ({
    factor: (iteration, total) => 1 + (end - 1) * progress(iteration, total, start),
  }),
});
