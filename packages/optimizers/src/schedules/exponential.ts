import { defineSchedule } from '@saddle/core';
import { z } from 'zod';

export default defineSchedule({
  name: 'exponential',
  summary: 'The learning rate falls by the same factor every so many iterations, smoothly between',
  options: z.strictObject({
    factor: z.number().positive().max(1).default(0.5).describe('What it is multiplied with every `every` iterations'),
    every: z.int().positive().default(1000).describe('Iterations'),
  }),
  create: ({ factor, every }) => ({ factor: (iteration) => factor ** (iteration / every) }),
});
