import { configHash, budgetIterations, toYaml, type ResolvedConfig } from '@saddle/config';
import {
  isSaddleError,
  makeLogger,
  MetricsLog,
  readMetrics,
  replaceFile,
  SaddleError,
  TrainingLoop,
  type Logger,
  type PluginRegistry,
  type RunDirectory,
  type RunInfo,
  type Snapshot,
  type TrainingObserver,
  type EvaluationRecord,
} from '@saddle/core';
import { composeExperiment, type Experiment } from '../compose/experiment.js';
import { iterationsPerCall } from '../compose/iterations-per-call.js';
import { evaluationHook, figureLines, figuresOf } from '../hooks/evaluation.js';
import { picturesHook } from '../hooks/pictures.js';
import { formatSeconds, Pace, type Output } from '../progress/terminal.js';
import { environmentOf } from './environment.js';
import { DiskCache } from './evaluate-cache.js';
import { Evaluator } from './evaluate.js';
import { initializeNetworks } from './initialize.js';
import { baseDirectoryOf } from './load.js';
import { refuseExisting } from './refuse-existing.js';
import { startRuntime, type StartedRuntime } from './runtime.js';
import { SampleMaker } from './sampling.js';

export interface TrainingRequest {
  readonly config: ResolvedConfig;
  readonly registry: PluginRegistry;
  readonly run: RunDirectory;
  readonly resume: boolean;
  readonly output: Output;
  readonly signal: AbortSignal;
}

/** What a finished run came to; the JSON line at the end. */
export interface TrainingResult {
  readonly run: string;
  readonly status: RunInfo['status'];
  readonly step: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Trains a new run, or goes on with one from its newest intact checkpoint. Holds the run's lock all the while. */
export async function trainRun(request: TrainingRequest): Promise<TrainingResult> {
  const { run } = request;
  run.create();
  const unlock = run.lock();
  try {
    // Looked at again now that nobody else can begin it.
    if (!request.resume) refuseExisting(run);
    return await trainLocked(request);
  } finally {
    unlock();
  }
}

async function trainLocked({
  config,
  registry,
  run,
  resume,
  output,
  signal,
}: TrainingRequest): Promise<TrainingResult> {
  const logger = makeLogger((level, scope, message) => {
    run.log(`${level}${scope && ` ${scope}`}: ${message}`);
    if (level === 'warn' || level === 'error') output.line(message);
  });
  const started = await startRuntime(config, logger);
  const experiment = await composeExperiment(config, registry, logger);
  printHeader(config, experiment, started, run, output);
  const evaluator = new Evaluator({
    config,
    experiment,
    runtime: started.runtime,
    cache: new DiskCache(),
    stream: 'interval',
    seed: 0,
    progress: (text, done, total) => output.progress({ done, total, text: `${text} ${done}/${total}` }),
  });
  // Before there is a run: what cannot be measured should not be trained.
  await evaluator.prepare(experiment.metrics);
  const info = resume ? run.info : newRun(config, experiment, started, run);
  if (resume) checkUnchanged(run, info, config, experiment);
  const source = await experiment.openBatches();
  const metrics = new MetricsLog(run.metricsPath);
  const { seed = config.seed, options = {} } = config.sampling;
  const maker = new SampleMaker(experiment, started.runtime, seed, { options });
  const iterations = budgetIterations(config);
  const measured = (records: readonly EvaluationRecord[]) => {
    for (const line of records.flatMap(figureLines)) output.line(line);
  };
  let last: Readonly<Record<string, number>> = info.metrics ?? {};
  const loop = new TrainingLoop({
    procedure: experiment.procedure,
    state: experiment.state,
    runtime: started.runtime,
    source,
    run,
    metrics,
    seed: config.seed,
    batch: config.data.batch,
    iterations,
    iterationsPerCall: iterationsPerCall(config, experiment, started.runtime),
    rates: (iteration) => experiment.rates(iteration),
    logEvery: config.logging.every,
    checkpoints: config.checkpoints,
    divergence: config.divergence,
    hooks: [
      await picturesHook(config, experiment, maker, run),
      evaluationHook(config, experiment, evaluator, metrics, measured),
    ],
    observer: observe(output, logger, iterations, (values) => (last = values)),
    signal,
  });
  const begun = performance.now();
  const record = (status: RunInfo['status'], error?: SaddleError) => {
    const seconds = info.seconds + (performance.now() - begun) / 1000;
    const { error: _earlier, ...rest } = info;
    const failure = error && { error: { code: error.code, problem: error.problem } };
    run.info = { ...rest, status, iteration: loop.iteration, metrics: last, seconds, ...failure };
  };
  try {
    const snapshot = resume ? newestCheckpoint(run, logger) : undefined;
    if (snapshot) loop.resume(snapshot);
    else initializeNetworks(config, experiment, logger);
    if (resume) {
      const place = snapshot ? `from iteration ${snapshot.iteration}` : 'from the start: there is no checkpoint yet';
      output.line(`Resuming ${place}`);
      logger.info(`resumed ${place}`);
    }
    record('running');
    await loop.train();
    last = lastMetrics(run);
    record('finished');
    logger.info(`finished after ${loop.iteration} iterations`);
    return { run: run.path, status: 'finished', step: loop.iteration, metrics: last };
  } catch (error) {
    const coded = isSaddleError(error) ? error : undefined;
    // To the log alone: whoever called prints it.
    tryTo(() => run.log(`error: ${coded ? coded.message : error instanceof Error ? error.stack : String(error)}`));
    tryTo(() => record(coded?.code === 'SADDLE_INTERRUPTED' ? 'interrupted' : 'failed', coded));
    throw error;
  } finally {
    metrics.close();
    await evaluator.close();
    await source.close();
  }
}

/** Reports what went wrong must not fail in turn, as on a full disk. */
function tryTo(work: () => void): void {
  try {
    work();
  } catch {
    // The error that led here is thrown on.
  }
}

/** The last losses and scores, and the figures measured at the end. */
function lastMetrics(run: RunDirectory): Record<string, number> {
  const records = readMetrics(run.metricsPath);
  const training = records.findLast(({ kind }) => kind === 'training');
  const atEnd = records.filter(({ kind, iteration }) => kind === 'evaluation' && iteration === training?.iteration);
  return { ...(training?.['values'] as Record<string, number>), ...figuresOf(atEnd as unknown as EvaluationRecord[]) };
}

function newRun(config: ResolvedConfig, experiment: Experiment, started: StartedRuntime, run: RunDirectory): RunInfo {
  const now = new Date().toISOString();
  // The mode and backend that 'auto' came to belong to the run's identity: a resume must take the same.
  const settled = settle(config, started);
  replaceFile(run.configPath, toYaml(settled));
  const networks = Object.entries(experiment.procedure.networks);
  const info: RunInfo = {
    format: 1,
    name: config.name,
    baseDirectory: baseDirectoryOf(run, config),
    configHash: configHash(settled),
    seed: config.seed,
    dataDigest: experiment.data.digest,
    status: 'running',
    iteration: 0,
    iterations: budgetIterations(config),
    created: now,
    updated: now,
    seconds: 0,
    environment: environmentOf(started),
    networks: Object.fromEntries(networks.map(([name, { parameterCount }]) => [name, { parameters: parameterCount }])),
  };
  run.info = info;
  return info;
}

/** The config with the backend and the compile mode that are in force. */
const settle = (config: ResolvedConfig, { backend, runtime }: StartedRuntime): ResolvedConfig => {
  const settled = { ...config, runtime: { ...config.runtime, backend: backend.backend, compile: runtime.mode } };
  return Object.defineProperties(settled, {
    at: { value: config.at },
    baseDirectory: { value: config.baseDirectory },
  }) as ResolvedConfig;
};

/** The newest intact checkpoint; undefined where the run ended before its first one. */
function newestCheckpoint(run: RunDirectory, logger: Logger): Snapshot | undefined {
  run.checkpoints.recover();
  return run.checkpoints.readNewest((error) => logger.warn(`Passed over: ${error.message}`));
}

/** A run goes on with the config and the data it began with, or not at all. @throws SADDLE_RUN_CORRUPT */
function checkUnchanged(run: RunDirectory, info: RunInfo, config: ResolvedConfig, { data }: Experiment): void {
  const changed = (problem: string, advice: string) => new SaddleError('SADDLE_RUN_CORRUPT', { problem, advice });
  if (configHash(config) !== info.configHash) {
    throw changed(
      `${run.configPath} is not the configuration that the run began with: its hash is not the one in run.json.`,
      'Restore the file. If Saddle or a plugin was updated meanwhile, continue with the earlier version.',
    );
  }
  if (data.digest !== info.dataDigest) {
    throw changed(
      `The data '${config.data.use}' is not what the run ${run.path} began with: its digest is not the one in run.json.`,
      'Restore the data files, or start a new run.',
    );
  }
}

function printHeader(
  config: ResolvedConfig,
  { procedure, data }: Experiment,
  { backend, runtime }: StartedRuntime,
  run: RunDirectory,
  output: Output,
): void {
  const version = backend.tensorflowVersion === null ? '' : ` ${backend.tensorflowVersion}`;
  output.line(
    `${config.name}: seed ${config.seed}, ${budgetIterations(config)} iterations of batch ${config.data.batch}`,
  );
  output.line(`  backend  ${backend.backend}${version}, ${backend.threads} threads, compile ${runtime.mode}`);
  if (backend.warning) output.line(`  WARNING  ${backend.warning}`);
  output.line(`  data     ${config.data.use}: ${data.length} x [${data.sample.shape.join(', ')}]`);
  for (const [name, network] of Object.entries(procedure.networks)) {
    output.line(`  ${name.padEnd(8)} ${network.parameterCount.toLocaleString('en')} parameters`);
  }
  output.line(`  run      ${run.path}`);
}

function observe(
  output: Output,
  logger: Logger,
  iterations: number,
  keep: (values: Readonly<Record<string, number>>) => void,
): TrainingObserver {
  const pace = new Pace();
  return {
    progress({ iteration, reports }) {
      const { speed, left } = pace.at(iteration, iterations);
      const shown = Object.entries(reports).filter(
        ([name]) => name.endsWith('/loss') || name.startsWith('discriminator/score/'),
      );
      const numbers = shown.map(([name, value]) => `${shortName(name)} ${value.toFixed(3)}`).join('  ');
      output.progress({
        done: iteration,
        total: iterations,
        text: `${iteration}/${iterations}  ${speed.toFixed(1)} it/s  ETA ${formatSeconds(left)}  ${numbers}`,
      });
    },
    metrics: (_iteration, values) => keep(values),
    checkpoint: (iteration) => logger.debug(`checkpoint at iteration ${iteration}`),
    damaged: (error) => logger.warn(`Passed over: ${error.message}`),
    rollback: (to, error) => logger.warn(`${error.problem} Rolled back to iteration ${to}.`),
  };
}

/** `discriminator/score/real` as `D(real)`, `generator/loss` as `G loss`. */
const shortName = (name: string): string => {
  const [step, ...rest] = name.split('/');
  const player = step![0]!.toUpperCase();
  return rest[0] === 'score' ? `${player}(${rest[1]})` : `${player} ${rest.join('/')}`;
};
