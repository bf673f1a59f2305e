import type { StudyPlan } from '../plan/plan.js';
import { runStanding } from './standing.js';
import type { StudyDirectory, StudyRecord } from './study-directory.js';

/**
 * Brings a study's directory in line with its plan. Runs of the same identity stay as they are; others make place, and
 * come back when they are asked for again. May be cut off anywhere and begun anew.
 */
export function takeUp(directory: StudyDirectory, plan: StudyPlan, settled: StudyRecord['settled'] = {}): StudyRecord {
  const earlier = directory.record;
  const known = new Map(earlier?.runs.map((run) => [run.id, run]));
  const planned = new Map(plan.runs.map((run) => [run.id, run]));
  for (const run of known.values()) {
    if (planned.get(run.id)?.identity !== run.identity) directory.supersede(run);
  }
  const now = new Date().toISOString();
  const record = (): StudyRecord => ({
    format: 1,
    created: earlier?.created ?? now,
    updated: now,
    status: 'running',
    ...plan,
    runs: plan.runs.map((run) => {
      const before = known.get(run.id);
      const same = before?.identity === run.identity ? before : undefined;
      return {
        ...run,
        ...runStanding(directory.runOf(run.id), same?.failure),
        attempts: same?.attempts ?? 0,
      };
    }),
    settled,
  });
  // Names the identities before anything takes its place, so that no directory is ever taken for another run's.
  directory.save(record());
  for (const run of plan.runs) directory.restore(run);
  const taken = record();
  directory.save(taken);
  return taken;
}
