import { defineSchedule } from '@saddle/core';

export default defineSchedule({
  name: 'constant',
  summary: 'The learning rate stays as configured',
  create: () => ({ factor: () => 1 }),
});
