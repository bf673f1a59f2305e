import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadExperimentConfig, loadRunConfig, trainRun, type TrainingResult } from '@saddle/cli';
import { isSaddleError, RunDirectory } from '@saddle/core';

const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** What must not depend on when and how often a run was interrupted: by file, digests; of the metrics, all but times. */
export function fingerprint(path: string): Record<string, unknown> {
  const run = new RunDirectory(path);
  const newest = run.checkpoints.list().at(-1)!;
  const samples = readdirSync(run.samplesPath).sort();
  const metrics = readFileSync(run.metricsPath, 'utf8').trimEnd().split('\n');
  return {
    newest,
    weights: sha256(join(run.checkpoints.pathOf(newest), 'state.safetensors')),
    records: readFileSync(join(run.checkpoints.pathOf(newest), 'records.json'), 'utf8').replaceAll(
      /"metricsLength": \d+/g,
      '',
    ),
    metrics: metrics.map((line) => line.replace(/,"time":"[^"]*"/, '')),
    samples: Object.fromEntries(samples.map((name) => [name, sha256(join(run.samplesPath, name))])),
    curves: existsSync(join(path, 'curves.png')) && sha256(join(path, 'curves.png')),
  };
}

export interface TrainOptions {
  readonly set?: readonly string[];
  /** Asks to stop once so many iterations are done, as Ctrl-C does. */
  readonly stopAt?: number;
  readonly resume?: boolean;
}

/** Trains in this process. Returns the result, or 'interrupted'. */
export async function train(
  config: string,
  out: string,
  { set = [], stopAt, resume = false }: TrainOptions = {},
): Promise<TrainingResult | 'interrupted'> {
  const run = new RunDirectory(out);
  const loaded = resume ? await loadRunConfig(run) : await loadExperimentConfig(config, { overrides: set });
  const stop = new AbortController();
  const output = {
    line: () => {},
    result: () => {},
    progress: ({ done }: { done: number }) => {
      if (done >= (stopAt ?? Number.POSITIVE_INFINITY)) stop.abort();
    },
  };
  try {
    return await trainRun({ ...loaded, run, resume, output, signal: stop.signal });
  } catch (error) {
    if (isSaddleError(error) && error.code === 'SADDLE_INTERRUPTED') return 'interrupted';
    throw error;
  }
}
