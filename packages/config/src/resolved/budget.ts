import type { Experiment } from '../schema/experiment.js';

/** Iterations of a config's budget. A budget of images counts `data.batch` per iteration; what is left over is not shown. */
export const budgetIterations = ({ budget, data }: Pick<Experiment, 'budget' | 'data'>): number =>
  'iterations' in budget ? budget.iterations : Math.floor(budget.images / data.batch);
