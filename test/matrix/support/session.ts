import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeExperiment, loadExperimentConfig, type Experiment } from '@saddle/cli';
import {
  eagerRuntime,
  planSteps,
  restoreSnapshot,
  silentLogger,
  StepCaller,
  takeSnapshot,
  type BatchSource,
  type HostBatch,
  type Reports,
  type Snapshot,
} from '@saddle/core';
import { installSecondOrderGradients } from '@saddle/nn';
import { createCompiledRuntime } from '@saddle/runtime';

/** An experiment in this process, stepped by hand: what `saddle run` trains, without a run directory. */
export class Session {
  /** Iterations done. */
  iteration = 0;
  #step = 0;
  readonly #caller: StepCaller;

  private constructor(
    readonly experiment: Experiment,
    private readonly source: BatchSource,
    mode: 'off' | 'graph' | 'xla',
    batch: number,
    seed: number,
  ) {
    const { procedure, state, data } = experiment;
    const runtime = mode === 'off' ? eagerRuntime : createCompiledRuntime({ mode, logger: silentLogger });
    this.#caller = new StepCaller(procedure, runtime, state, seed, data.fields, batch);
  }

  /** @throws what `saddle validate` would report */
  static async open(config: object, mode: 'off' | 'graph' | 'xla' = 'off'): Promise<Session> {
    installSecondOrderGradients();
    const folder = mkdtempSync(join(tmpdir(), 'saddle-matrix-'));
    const file = join(folder, 'config.yaml');
    try {
      // JSON is YAML.
      writeFileSync(file, JSON.stringify(config));
      const { config: resolved, registry } = await loadExperimentConfig(file);
      const experiment = await composeExperiment(resolved, registry, silentLogger);
      return new Session(experiment, await experiment.openBatches(), mode, resolved.data.batch, resolved.seed);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Trains `count` iterations in one call; returns the reports of each step. */
  async train(count = 1): Promise<Reports> {
    const { procedure, rates } = this.experiment;
    const steps = planSteps(procedure, this.iteration, count);
    const batches: HostBatch[] = [];
    for (let needed = steps.at(-1)!.batch + 1; needed > 0; needed--) batches.push(await this.source.next());
    const reports = this.#caller.call({
      steps,
      firstStep: this.#step,
      batches,
      rates: steps.map(({ iteration }) => rates(iteration)),
    });
    this.iteration += count;
    this.#step += steps.length;
    return reports;
  }

  snapshot(): { state: Snapshot; iteration: number; step: number } {
    return { state: takeSnapshot(this.experiment.state, this.iteration), iteration: this.iteration, step: this.#step };
  }

  /** Goes back, as a resumed run does. */
  restore(saved: ReturnType<Session['snapshot']>, batches: number): void {
    restoreSnapshot(this.experiment.state, saved.state);
    this.iteration = saved.iteration;
    this.#step = saved.step;
    this.source.seek(batches);
  }

  /** Values of every registered variable, by name. */
  values(): Map<string, Float32Array> {
    return new Map(
      [...this.experiment.state.variables].map(([name, variable]) => [
        name,
        Float32Array.from(variable.dataSync() as Float32Array),
      ]),
    );
  }

  async close(): Promise<void> {
    await this.source.close();
    for (const network of Object.values(this.experiment.procedure.networks)) network.dispose();
  }
}
