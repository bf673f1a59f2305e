import { fileURLToPath } from 'node:url';
import { composeExperiment, iterationsPerCall, loadExperimentConfig, startRuntime, type Experiment } from '@saddle/cli';
import type { ResolvedConfig } from '@saddle/config';
import {
  planSteps,
  restoreSnapshot,
  silentLogger,
  StepCaller,
  takeSnapshot,
  type HostBatch,
  type PlannedStep,
  type Runtime,
} from '@saddle/core';
import type { CompiledRuntime } from '@saddle/runtime';
import { configPath } from '../workloads.js';

export interface TrainingSettings {
  readonly config: string;
  readonly compile: 'off' | 'graph' | 'xla';
  readonly steps: 'all' | 'discriminator';
  readonly batch?: number;
  /** One unless given; 'auto' is what `saddle run` would do. */
  readonly iterationsPerCall?: number | 'auto';
  /** Where it is not the backend's own number. */
  readonly threads?: number;
}

/** Batches that are gone through in turn. */
export const poolSize = 8;

/**
 * The steps of a config as the training loop calls them, without the loop: the same composition, plugins and calls, on
 * batches that lie ready.
 */
export class BareTraining {
  readonly #caller: StepCaller;
  readonly #initial;
  /** On the learning rates. */
  rateFactor = 1;
  #iteration = 0;
  #step = 0;

  private constructor(
    readonly config: ResolvedConfig,
    readonly experiment: Experiment,
    readonly runtime: Runtime,
    readonly perCall: number,
    readonly batches: readonly HostBatch[],
    private readonly steps: TrainingSettings['steps'],
  ) {
    const { procedure, state, data, run } = experiment;
    this.#caller = new StepCaller(procedure, runtime, state, config.seed, data.fields, run.batch);
    this.#initial = takeSnapshot(state, 0);
  }

  static async open(settings: TrainingSettings): Promise<BareTraining> {
    const overrides = [
      `runtime.compile=${settings.compile}`,
      ...(settings.threads === undefined ? [] : [`runtime.threads=${settings.threads}`]),
      `runtime.iterationsPerCall=${settings.iterationsPerCall ?? 1}`,
      ...(settings.batch === undefined ? [] : [`data.batch=${settings.batch}`]),
    ];
    const { config, registry } = await loadExperimentConfig(fileURLToPath(configPath(settings.config)), { overrides });
    const { runtime } = await startRuntime(config, silentLogger);
    const experiment = await composeExperiment(config, registry, silentLogger);
    const source = await experiment.openBatches();
    const batches: HostBatch[] = [];
    for (let i = 0; i < poolSize; i++) batches.push(await source.next());
    await source.close();
    const perCall = iterationsPerCall(config, experiment, runtime);
    return new BareTraining(config, experiment, runtime, perCall, batches, settings.steps);
  }

  get initialState() {
    return this.#initial.tensors;
  }

  /** Ops traced and in the graph, of the step that training runs. */
  get ops(): { traced: number; nodes: number } | undefined {
    const compilation = (this.runtime as Partial<CompiledRuntime>).compilations?.at(-1);
    return compilation && { traced: compilation.traced, nodes: compilation.nodes };
  }

  /** Goes back to the initial weights and moments. */
  restore(): void {
    restoreSnapshot(this.experiment.state, this.#initial);
    this.#iteration = 0;
    this.#step = 0;
  }

  /** The steps of the next iterations that take part, in order. */
  #plan(count: number): PlannedStep[] {
    const planned = planSteps(this.experiment.procedure, this.#iteration, count);
    return this.steps === 'all' ? planned : planned.filter(({ call }) => call.step === this.steps);
  }

  #rates(iteration: number): Record<string, number> {
    const rates = Object.entries(this.experiment.rates(iteration));
    return Object.fromEntries(rates.map(([player, rate]) => [player, rate * this.rateFactor]));
  }

  /** One call of the runtime: `perCall` iterations. Returns what each step reported, by `step/name`. */
  call(): Record<string, number>[] {
    const steps = this.#plan(this.perCall);
    const needed = steps.at(-1)!.batch + 1;
    const reports = this.#caller.call({
      steps,
      firstStep: this.#step,
      batches: Array.from({ length: needed }, (_, i) => this.batches[(this.#iteration + i) % poolSize]!),
      rates: steps.map(({ iteration }) => this.#rates(iteration)),
    });
    const byIteration = Array.from({ length: this.perCall }, () => ({}) as Record<string, number>);
    steps.forEach(({ call, iteration }, i) => {
      for (const [name, value] of Object.entries(reports[i]!)) {
        byIteration[iteration - this.#iteration]![`${call.step}/${name}`] = value;
      }
    });
    this.#iteration += this.perCall;
    this.#step += steps.length;
    return byIteration;
  }

  /** Seconds that `iterations` take, a multiple of `perCall`. */
  time(iterations: number): number {
    const start = performance.now();
    for (let done = 0; done < iterations; done += this.perCall) this.call();
    return (performance.now() - start) / 1000;
  }
}
