import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { StudyPlan } from '../plan/plan.js';
import { runChild } from './child.js';
import { lastIteration } from './last-iteration.js';
import { runStanding } from './standing.js';
import type { StudyDirectory, StudyRecord, StudyRun } from './study-directory.js';
import { takeUp } from './take-up.js';
import { consequenceOf, failureOf } from './consequence.js';

export interface StudyRequest {
  readonly plan: StudyPlan;
  /** What a time budget came to, to be kept. */
  readonly settled?: StudyRecord['settled'];
  readonly directory: StudyDirectory;
  /** The script of the `saddle` command. */
  readonly bin: string;
  readonly jobs: number;
  readonly signal: AbortSignal;
  readonly observer: StudyObserver;
}

export interface StudyObserver {
  /** From time to time while runs are under way. */
  progress(state: StudyProgress): void;
  /** A run has ended for this session. */
  ended(run: StudyRun): void;
  /** A run is tried again. */
  retried(run: StudyRun): void;
}

export interface StudyProgress {
  /** Iterations over all runs; those of failed runs count as done. */
  readonly done: number;
  readonly total: number;
  /** Of `done`, what was there when this session began. */
  readonly before: number;
  readonly runs: readonly StudyRun[];
  /** Runs under way and the iterations they have done. */
  readonly running: ReadonlyMap<string, number>;
}

const progressInterval = 500;
/** How long a run of an earlier session may take to stop after its parent was killed. */
const busyLimit = 120_000;
const busyInterval = 500;

/**
 * Runs what is not finished yet, each run in a process of its own. Ends when nothing is left that may succeed, or, when
 * the signal fires, after every run under way has written a checkpoint. Returns how the study stands then.
 */
export async function runStudy(request: StudyRequest): Promise<StudyRecord> {
  const { plan, directory, jobs, signal, observer } = request;
  let record = takeUp(directory, plan, request.settled);
  const running = new Map<string, number>();
  const update = (id: string, change: Partial<StudyRun>): StudyRun => {
    const runs = record.runs.map(({ failure, ...run }) =>
      run.id === id ? { ...run, ...change } : { ...run, ...(failure && { failure }) },
    );
    record = { ...record, runs };
    directory.save(record);
    return runs.find((run) => run.id === id)!;
  };
  const queue = record.runs.filter(({ status }) => status !== 'done' && status !== 'diverged').map(({ id }) => id);
  const doneOf = ({ id, status, iterations }: StudyRun) =>
    status === 'done' || status === 'diverged' || status === 'failed'
      ? iterations
      : lastIteration(directory.runOf(id).metricsPath);
  const total = record.runs.reduce((sum, { iterations }) => sum + iterations, 0);
  const countDone = () => record.runs.reduce((sum, run) => sum + doneOf(run), 0);
  const before = countDone();
  const watch = setInterval(() => {
    for (const id of running.keys()) running.set(id, lastIteration(directory.runOf(id).metricsPath));
    observer.progress({ done: countDone(), total, before, runs: record.runs, running });
  }, progressInterval);
  const work = async () => {
    for (let id = queue.shift(); id !== undefined && !signal.aborted; id = queue.shift()) {
      running.set(id, 0);
      const ended = await runToItsEnd(
        request,
        record.runs.find((run) => run.id === id)!,
        update,
      );
      running.delete(id);
      observer.ended(ended);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(jobs, queue.length) }, work));
  } finally {
    clearInterval(watch);
  }
  record = { ...record, status: signal.aborted ? 'interrupted' : 'finished' };
  directory.save(record);
  return record;
}

/** Starts and continues one run until it is finished, or nothing more can be hoped for. */
async function runToItsEnd(
  { plan, directory, bin, signal, observer }: StudyRequest,
  { id, identity, overrides, attempts: earlier }: StudyRun,
  update: (id: string, change: Partial<StudyRun>) => StudyRun,
): Promise<StudyRun> {
  const run = directory.runOf(id);
  let attempts = earlier;
  let retries = 0;
  let busySince: number | undefined;
  for (;;) {
    update(id, { status: 'running', attempts: ++attempts });
    const args = existsSync(run.infoPath)
      ? ['resume', run.path]
      : ['run', plan.base, ...overrides.flatMap((one) => ['--set', one]), '--out', run.path];
    const end = await runChild({ bin, args: [...args, '--quiet', '--json'], log: directory.logOf(id), signal });
    const consequence = consequenceOf(end, signal.aborted);
    const failure = failureOf(end);
    switch (consequence) {
      case 'done':
      case 'diverged':
      case 'interrupted':
        return update(id, runStanding(run));
      case 'hopeless':
        return update(id, { status: 'failed', failure });
      case 'busy':
        busySince ??= performance.now();
        attempts--;
        if (performance.now() - busySince > busyLimit) return update(id, { status: 'failed', failure });
        await wait(busyInterval);
        break;
      case 'anew':
      case 'again':
        if (retries++ >= plan.retries) return update(id, { status: 'failed', failure });
        if (consequence === 'anew') directory.supersede({ id, identity: `unreadable-${identity}` });
        observer.retried(update(id, { status: 'interrupted', failure }));
    }
  }
}
