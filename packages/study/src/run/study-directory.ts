import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { lock, replaceFile, RunDirectory, SaddleError } from '@saddle/core';
import type { PlannedRun, StudyPlan } from '../plan/plan.js';

export type RunStanding = 'planned' | 'running' | 'interrupted' | 'done' | 'diverged' | 'failed';

/** Why a run did not finish. */
export interface StudyFailure {
  readonly code?: string;
  readonly message: string;
}

export interface StudyRun extends PlannedRun {
  readonly status: RunStanding;
  /** Processes that were started for it, over all sessions. */
  readonly attempts: number;
  readonly failure?: StudyFailure;
}

/** study.json: the plan, and how it stands. */
export interface StudyRecord extends Omit<StudyPlan, 'runs'> {
  readonly format: 1;
  readonly created: string;
  readonly updated: string;
  readonly status: 'running' | 'interrupted' | 'finished';
  readonly runs: readonly StudyRun[];
  /** Of a time budget: the iterations that were settled for each variant, by what was asked. */
  readonly settled: Readonly<Record<string, number>>;
}

/** The folder of a study: study.json, a run directory for each run, what their processes printed, and the report. */
export class StudyDirectory {
  readonly path: string;

  constructor(where: string) {
    this.path = path.resolve(where);
  }

  /** Opens an existing study. @throws SADDLE_RUN_NOT_FOUND */
  static open(where: string): StudyDirectory {
    const study = new StudyDirectory(where);
    if (!existsSync(study.recordPath)) {
      throw new SaddleError('SADDLE_RUN_NOT_FOUND', { problem: `${study.path} is no study: it has no study.json.` });
    }
    return study;
  }

  get recordPath(): string {
    return path.join(this.path, 'study.json');
  }
  get reportPath(): string {
    return path.join(this.path, 'report.html');
  }
  runOf(id: string): RunDirectory {
    return new RunDirectory(path.join(this.path, 'runs', id));
  }
  /** What a run's processes printed. */
  logOf(id: string): string {
    return path.join(this.path, 'logs', `${id}.txt`);
  }
  /** Where runs lie that the study's file no longer asks for. */
  supersededOf(identity: string): string {
    return path.join(this.path, 'superseded', identity.slice(0, 16));
  }

  /** Only one process runs a study. @throws SADDLE_RUN_LOCKED */
  lock(): () => void {
    mkdirSync(path.join(this.path, 'logs'), { recursive: true });
    return lock(path.join(this.path, 'study.lock'));
  }

  get record(): StudyRecord | undefined {
    if (!existsSync(this.recordPath)) return undefined;
    try {
      return JSON.parse(readFileSync(this.recordPath, 'utf8')) as StudyRecord;
    } catch (cause) {
      throw new SaddleError('SADDLE_RUN_CORRUPT', {
        problem: `${this.recordPath} is not readable as JSON.`,
        advice: 'Restore it. Without it nobody knows which of the runs are of the present plan.',
        cause,
      });
    }
  }

  save(record: StudyRecord): void {
    replaceFile(this.recordPath, `${JSON.stringify({ ...record, updated: new Date().toISOString() }, undefined, 2)}\n`);
  }

  /** Moves a run's directory to where superseded ones lie. */
  supersede({ id, identity }: Pick<PlannedRun, 'id' | 'identity'>): void {
    const { path: from } = this.runOf(id);
    if (!existsSync(from)) return;
    const to = this.supersededOf(identity);
    mkdirSync(path.dirname(to), { recursive: true });
    rmSync(to, { recursive: true, force: true });
    renameSync(from, to);
  }

  /** Takes a superseded run back that is asked for again. */
  restore({ id, identity }: Pick<PlannedRun, 'id' | 'identity'>): void {
    const from = this.supersededOf(identity);
    const { path: to } = this.runOf(id);
    if (!existsSync(from) || existsSync(to)) return;
    mkdirSync(path.dirname(to), { recursive: true });
    renameSync(from, to);
  }
}
