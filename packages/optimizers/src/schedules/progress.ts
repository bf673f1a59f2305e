/** Share of the budget from `start` (a share itself) on that is over before this iteration, 0 to 1. */
export const progress = (iteration: number, total: number, start: number): number =>
  Math.min(1, Math.max(0, (iteration / total - start) / (1 - start)));
