import { join, relative, resolve } from 'node:path';
import { SaddleError } from '@saddle/core';
import { verdictSentence, writeReport } from '@saddle/report';
import {
  compareStudy,
  makePlan,
  measurePilot,
  runStudy,
  studyName,
  StudyDirectory,
  type PlanServices,
  type StudyPlan,
  type StudyRecord,
} from '@saddle/study';
import type { Output } from '../progress/terminal.js';
import { dryRun, dryRunLines } from './dry-run.js';
import { withExtras } from './extras/index.js';
import { studyProgress } from './progress.js';
import { ownScript, planServices } from './services.js';

export interface StudyFlags {
  readonly jobs?: number | undefined;
  readonly out?: string | undefined;
}

/** What a study came to: the JSON line at the end. */
export interface StudyResult {
  readonly study: string;
  readonly status: StudyRecord['status'];
  readonly runs: Readonly<Record<string, StudyRecord['runs'][number]['status']>>;
  readonly verdicts: Readonly<Record<string, string>>;
  readonly report: string;
}

const directoryOf = (file: string, out: string | undefined): StudyDirectory =>
  new StudyDirectory(out ?? join('studies', studyName(file)));

/** The plan; of a time budget, iterations are measured once and then kept in study.json. */
async function plannedStudy(file: string, directory: StudyDirectory, output: Output, signal: AbortSignal) {
  const settled = new Map(Object.entries(directory.record?.settled ?? {}));
  const iterationsIn: PlanServices['iterationsIn'] = async (seconds, variant, base) => {
    const key = JSON.stringify([seconds, ...variant.overrides]);
    const known = settled.get(key);
    if (known !== undefined) return known;
    output.line(`Measuring the pace of ${variant.name}`);
    const { iterationSeconds } = await measurePilot(variant, { base, bin: ownScript, signal });
    const iterations = Math.max(1, Number((seconds / iterationSeconds).toPrecision(2)) | 0);
    settled.set(key, iterations);
    return iterations;
  };
  const plan = await makePlan(file, { ...planServices, iterationsIn });
  return { plan, settled: Object.fromEntries(settled) };
}

/** Says what a study would do. */
export async function planStudy(file: string, { jobs, out }: StudyFlags, output: Output, signal: AbortSignal) {
  const { plan } = await plannedStudy(file, directoryOf(file, out), output, signal);
  const result = await dryRun(plan, jobs ?? plan.jobs, output, signal);
  for (const line of dryRunLines(plan, result)) output.line(line);
  return result;
}

/**
 * Runs a study, or goes on with it, and writes its report.
 *
 * @throws SADDLE_INTERRUPTED after every run under way has written a checkpoint; SADDLE_STUDY_FAILED, the report being
 * written, where runs failed otherwise than by divergence
 */
export async function conductStudy(
  file: string,
  { jobs, out }: StudyFlags,
  output: Output,
  signal: AbortSignal,
): Promise<StudyResult> {
  const directory = directoryOf(file, out);
  const { plan, settled } = await plannedStudy(file, directory, output, signal);
  const unlock = directory.lock();
  try {
    tell(plan, directory, jobs ?? plan.jobs, output);
    const record = await runStudy({
      plan,
      settled,
      directory,
      bin: ownScript,
      jobs: jobs ?? plan.jobs,
      signal,
      observer: studyProgress(output),
    });
    if (record.status === 'interrupted') throw interrupted(file, record);
    // Where nothing was finished, the reasons say more than a report without figures.
    if (!record.runs.some(({ status }) => status === 'done')) refuseFailed(record);
    const model = await withExtras(await compareStudy(directory.path), output);
    const { html } = await writeReport(directory.reportPath, model);
    const [primary] = model.metrics;
    output.line('');
    for (const contrast of model.contrasts) output.line(verdictSentence(contrast, primary!, model.design));
    output.line(`Report: ${relative('.', html)}`);
    refuseFailed(record);
    return {
      study: directory.path,
      status: record.status,
      runs: Object.fromEntries(record.runs.map(({ id, status }) => [id, status])),
      verdicts: Object.fromEntries(model.contrasts.map(({ name, verdict }) => [name, verdict.verdict])),
      report: html,
    };
  } finally {
    unlock();
  }
}

function tell(plan: StudyPlan, directory: StudyDirectory, jobs: number, output: Output): void {
  const { name, question, variants, seeds, runs } = plan;
  output.line(`${name}: ${question}`);
  output.line(`  ${variants.length} variants x ${seeds.length} seeds = ${runs.length} runs, ${jobs} at a time`);
  output.line(`  study    ${directory.path}`);
}

function interrupted(file: string, { runs }: StudyRecord): SaddleError {
  const done = runs.filter(({ status }) => status === 'done' || status === 'diverged').length;
  return new SaddleError('SADDLE_INTERRUPTED', {
    problem: `Interrupted with ${done} of ${runs.length} runs done; those under way have written checkpoints.`,
    advice: `Continue with: saddle study run ${relative('.', resolve(file))}`,
  });
}

/** Diverged runs are a result; runs that failed otherwise are not, though the report counts them. */
function refuseFailed({ runs }: StudyRecord): void {
  const failed = runs.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return;
  const reasons = failed.map(({ id, failure }) => `\n  ${id}: ${failure?.code ?? ''} ${failure?.message ?? ''}`);
  throw new SaddleError('SADDLE_STUDY_FAILED', {
    problem: `${failed.length} of ${runs.length} runs failed:${reasons.join('')}`,
    advice: 'Mend the cause and run the command again: finished runs are kept. What the runs printed is in logs/.',
  });
}
