import { defineSchedule } from '@saddle/core';
import { z } from 'zod';

export default defineSchedule({
  name: 'step',
  summary: 'The learning rate drops at given shares of the budget',
  options: z.strictObject({
    at: z.array(z.number().gt(0).lt(1)).min(1).default([0.5, 0.75]).describe('Shares of the budget at which it drops'),
    factor: z.number().positive().max(1).default(0.1).describe('What it is multiplied with each time'),
  }),
  create: ({ at, factor }) => ({
    factor: (iteration, total) => factor ** at.filter((share) => iteration >= share * total).length,
  }),
});
