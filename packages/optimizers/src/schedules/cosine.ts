import { defineSchedule } from '@saddle/core';
import { declineOptions } from './options.js';
import { progress } from './progress.js';

export default defineSchedule({
  name: 'cosine',
  summary: 'Half a cosine down to the end of the budget, without restarts',
  paper: 'Loshchilov and Hutter, SGDR, 2017, arXiv:1608.03983, equation 5',
  options: declineOptions,
  create: ({ start, end }) => ({
    factor: (iteration, total) => end + ((1 - end) * (1 + Math.cos(Math.PI * progress(iteration, total, start)))) / 2,
  }),
});
