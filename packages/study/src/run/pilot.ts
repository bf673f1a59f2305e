import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { errorCatalogue, readMetrics, RunDirectory, SaddleError, type ErrorCode } from '@saddle/core';
import type { PlannedVariant } from '../plan/plan.js';
import { runChild } from './child.js';
import { failureOf } from './consequence.js';

/** What a few measured iterations say about a variant's runs. */
export interface Pilot {
  /** Seconds before the first iteration: TensorFlow, data, compilation. */
  readonly startSeconds: number;
  readonly iterationSeconds: number;
  readonly checkpointBytes: number;
  readonly pictureBytes: number;
  readonly recordBytes: number;
}

const interval = 8;
const iterations = 3 * interval;
const never = 2 ** 40;

/** Trains a variant for 24 iterations in a folder that is gone afterwards. The first 8 compile and are not counted. */
export async function measurePilot(
  { name, overrides }: PlannedVariant,
  { base, bin, signal }: { readonly base: string; readonly bin: string; readonly signal: AbortSignal },
): Promise<Pilot> {
  const folder = mkdtempSync(path.join(tmpdir(), 'saddle-pilot-'));
  const run = new RunDirectory(path.join(folder, 'run'));
  const log = path.join(folder, 'log.txt');
  const short = [
    `budget={"iterations":${iterations}}`,
    `logging.every=${interval}`,
    `sampling.every=${never}`,
    'sampling.animation=false',
    `checkpoints={"every":${never},"keep":1}`,
    'metrics=[]',
  ];
  try {
    const sets = [...overrides, ...short].flatMap((one) => ['--set', one]);
    const began = Date.now();
    const end = await runChild({
      bin,
      args: ['run', base, ...sets, '--out', run.path, '--quiet', '--json'],
      log,
      signal,
    });
    if (end.exit !== 0) {
      const { code, message } = failureOf(end);
      throw new SaddleError(signal.aborted ? 'SADDLE_INTERRUPTED' : isErrorCode(code) ? code : 'SADDLE_STUDY_PILOT', {
        problem: `The first iterations of '${name}' failed: ${message}`,
        advice: 'Train the variant by itself with `saddle run` and --set to see more.',
      });
    }
    const times = readMetrics(run.metricsPath)
      .filter(({ kind }) => kind === 'training')
      .map(({ time }) => Date.parse(time as string));
    const iterationSeconds = (times.at(-1)! - times[0]!) / 1000 / (interval * (times.length - 1));
    return {
      startSeconds: Math.max(0, (times[0]! - began) / 1000 - interval * iterationSeconds),
      iterationSeconds,
      checkpointBytes: sizeOf(run.checkpoints.pathOf(iterations)),
      pictureBytes: Math.max(
        0,
        ...readdirSync(run.samplesPath).map((file) => sizeOf(path.join(run.samplesPath, file))),
      ),
      recordBytes: sizeOf(run.metricsPath) / times.length,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const isErrorCode = (code: string | undefined): code is ErrorCode => code !== undefined && code in errorCatalogue;

function sizeOf(file: string): number {
  if (!existsSync(file)) return 0;
  const facts = statSync(file);
  if (!facts.isDirectory()) return facts.size;
  return readdirSync(file).reduce((sum, name) => sum + sizeOf(path.join(file, name)), 0);
}
