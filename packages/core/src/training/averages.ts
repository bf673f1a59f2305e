import type { PlannedStep, Reports } from './call.js';

interface Sums {
  [name: string]: { sum: number; count: number };
}

/** Means of what the steps reported since the last record. Its sums are part of a checkpoint, so that records repeat. */
export class ReportAverages {
  sums: Sums = {};

  add(steps: readonly PlannedStep[], reports: Reports): void {
    for (const [i, { call }] of steps.entries()) {
      for (const [name, value] of Object.entries(reports[i]!)) {
        const entry = (this.sums[`${call.step}/${name}`] ??= { sum: 0, count: 0 });
        entry.sum += value;
        entry.count += 1;
      }
    }
  }

  take(): Record<string, number> {
    const means = Object.fromEntries(Object.entries(this.sums).map(([name, { sum, count }]) => [name, sum / count]));
    this.sums = {};
    return means;
  }
}
