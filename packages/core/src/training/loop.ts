import type { BatchSource } from '../data/batch-source.js';
import type { Hook } from '../contracts/hook.js';
import type { Procedure } from '../contracts/procedure.js';
import type { Runtime } from '../contracts/runtime.js';
import { SaddleError } from '../errors/index.js';
import type { Snapshot } from '../run/checkpoint.js';
import { asWriteError } from '../run/files.js';
import type { MetricsLog } from '../run/metrics-log.js';
import type { RunDirectory } from '../run/run-directory.js';
import { restoreSnapshot, takeSnapshot } from '../state/snapshot.js';
import type { State } from '../state/state.js';
import { ReportAverages } from './averages.js';
import { planSteps, StepCaller, type PlannedStep, type Reports } from './call.js';
import { findDivergence, type DivergencePolicy } from './divergence.js';

/** What the loop tells whoever watches; none of it changes the run. */
export interface TrainingObserver {
  /** After every call. */
  progress?(state: { iteration: number; iterations: number; reports: Readonly<Record<string, number>> }): void;
  /** A line of metrics.jsonl was written. */
  metrics?(iteration: number, values: Readonly<Record<string, number>>): void;
  checkpoint?(iteration: number): void;
  rollback?(to: number, error: SaddleError): void;
  /** A newer checkpoint had to be passed over at a rollback. */
  damaged?(error: SaddleError): void;
}

export interface TrainingPlan {
  readonly procedure: Procedure;
  readonly state: State;
  readonly runtime: Runtime;
  readonly source: BatchSource;
  readonly run: RunDirectory;
  readonly metrics: MetricsLog;
  readonly seed: number;
  readonly batch: number;
  readonly iterations: number;
  /** Iterations in one call of the runtime; divides every interval below. */
  readonly iterationsPerCall: number;
  /** Learning rates by player. */
  rates(iteration: number): Readonly<Record<string, number>>;
  readonly logEvery: number;
  readonly checkpoints: { readonly every: number; readonly keep: number };
  readonly divergence: DivergencePolicy;
  readonly hooks: readonly Hook[];
  readonly observer: TrainingObserver;
  /** Asks to stop after the current call. */
  readonly signal: AbortSignal;
}

/** The loop's own place in a run, as checkpoints hold it. */
interface Position {
  iteration: number;
  /** Steps done: the number of the next one keys its random numbers. */
  step: number;
  batches: number;
  rollbacks: number;
  metricsLength: number;
  sums: ReportAverages['sums'];
}

/** Far enough apart that a step after a rollback never draws what one before it drew. */
const rollbackStride = 0x1000_0000;

/**
 * The adversarial training loop: runs the procedure's steps in its order, records, calls hooks, writes checkpoints.
 * It knows the procedure, hooks and the run directory, and nothing of losses, networks or how steps are run.
 */
export class TrainingLoop {
  readonly #plan: TrainingPlan;
  readonly #caller: StepCaller;
  readonly #averages = new ReportAverages();
  #position: Position = { iteration: 0, step: 0, batches: 0, rollbacks: 0, metricsLength: 0, sums: {} };
  #resumed = false;

  constructor(plan: TrainingPlan) {
    this.#plan = plan;
    const { procedure, runtime, state, seed, source, batch } = plan;
    this.#caller = new StepCaller(procedure, runtime, state, seed, source.info.fields, batch);
  }

  get iteration(): number {
    return this.#position.iteration;
  }

  /** Continues from a checkpoint: everything after it in the run directory is cut off. */
  resume(snapshot: Snapshot): void {
    restoreSnapshot(this.#plan.state, snapshot);
    this.#position = structuredClone(snapshot.records['loop']) as Position;
    this.#averages.sums = structuredClone(this.#position.sums);
    this.#resumed = true;
    this.#plan.source.seek(this.#position.batches);
    this.#plan.metrics.rewind(this.#position.metricsLength);
  }

  /**
   * Trains to the end of the budget.
   *
   * @throws SADDLE_INTERRUPTED after a checkpoint when the signal fired, SADDLE_TRAIN_DIVERGED, SADDLE_RUN_WRITE
   */
  async train(): Promise<void> {
    const { iterations, signal, metrics } = this.#plan;
    if (!this.#resumed) {
      metrics.rewind(0);
      await this.#runHooks();
      this.#checkpoint();
    }
    while (this.iteration < iterations) {
      if (signal.aborted) this.#interrupt();
      const diverged = await this.#advance();
      if (diverged) {
        this.#rollBack(diverged);
        continue;
      }
      await this.#afterIterations();
    }
  }

  /** One call of the runtime: one iteration, or several. */
  async #advance(): Promise<SaddleError | undefined> {
    const { procedure, source, iterationsPerCall, iterations, divergence, observer } = this.#plan;
    const first = this.iteration;
    const count = Math.min(iterationsPerCall - (first % iterationsPerCall), iterations - first);
    const steps = planSteps(procedure, first, count);
    const batches = [];
    for (let needed = steps.at(-1)!.batch + 1; needed > 0; needed--) {
      const batch = source.next();
      batches.push(batch instanceof Promise ? await batch : batch);
    }
    const reports = this.#caller.call({
      steps,
      firstStep: this.#position.step + this.#position.rollbacks * rollbackStride,
      batches,
      rates: steps.map(({ iteration }) => this.#rates(iteration)),
    });
    source.release(batches);
    const diverged = findDivergence(steps, reports, divergence.limit);
    if (diverged) return diverged;
    this.#position.iteration += count;
    this.#position.step += steps.length;
    this.#position.batches += batches.length;
    this.#averages.add(steps, reports);
    this.#observe(steps, reports);
    observer.progress?.({ iteration: this.iteration, iterations, reports: flatten(steps, reports) });
    return undefined;
  }

  #rates(iteration: number): Readonly<Record<string, number>> {
    const rates = this.#plan.rates(iteration);
    const factor = this.#plan.divergence.rateFactor ** this.#position.rollbacks;
    return factor === 1
      ? rates
      : Object.fromEntries(Object.entries(rates).map(([player, rate]) => [player, rate * factor]));
  }

  #observe(steps: readonly PlannedStep[], reports: Reports): void {
    const { procedure } = this.#plan;
    if (!procedure.observe) return;
    for (const iteration of new Set(steps.map((step) => step.iteration))) {
      const mine = steps.flatMap((step, i) =>
        step.iteration === iteration ? [[step.call.step, reports[i]!] as const] : [],
      );
      procedure.observe(iteration, Object.fromEntries(mine));
    }
  }

  async #afterIterations(): Promise<void> {
    const { logEvery, iterations, checkpoints } = this.#plan;
    const last = this.iteration === iterations;
    if (this.iteration % logEvery === 0 || last) this.#record();
    await this.#runHooks();
    if (this.iteration % checkpoints.every === 0 || last) this.#checkpoint();
    // Timers, signals and worker messages get their turn.
    await new Promise((done) => setImmediate(done));
  }

  #record(): void {
    const { metrics, observer, batch, source } = this.#plan;
    const values = this.#averages.take();
    const images = this.#position.batches * batch;
    const epoch = this.#position.batches / source.batchesPerEpoch;
    metrics.append({
      kind: 'training',
      iteration: this.iteration,
      images,
      epoch,
      values,
      time: new Date().toISOString(),
    });
    observer.metrics?.(this.iteration, values);
  }

  async #runHooks(): Promise<void> {
    const { iterations, hooks, run } = this.#plan;
    const last = this.iteration === iterations;
    for (const hook of hooks) {
      if (!last && this.iteration % hook.every !== 0) continue;
      try {
        await hook.run({ iteration: this.iteration, last });
      } catch (error) {
        throw asWriteError(error, (error as NodeJS.ErrnoException).path ?? run.path);
      }
    }
  }

  #checkpoint(): void {
    const { state, run, metrics, checkpoints, observer } = this.#plan;
    metrics.flush();
    this.#position.metricsLength = metrics.length;
    this.#position.sums = this.#averages.sums;
    const snapshot = takeSnapshot(state, this.iteration);
    run.checkpoints.write({ ...snapshot, records: { ...snapshot.records, loop: this.#position } });
    run.checkpoints.prune(checkpoints.keep);
    observer.checkpoint?.(this.iteration);
  }

  #interrupt(): never {
    this.#checkpoint();
    throw new SaddleError('SADDLE_INTERRUPTED', {
      problem: `Interrupted after iteration ${this.iteration} of ${this.#plan.iterations}; a checkpoint is written.`,
      advice: `Continue with: saddle resume ${this.#plan.run.path}`,
    });
  }

  #rollBack(error: SaddleError): void {
    const { divergence, run, observer } = this.#plan;
    const rollbacks = this.#position.rollbacks + 1;
    if (divergence.action === 'stop' || rollbacks > divergence.retries) throw error;
    const snapshot = run.checkpoints.readNewest((problem) => observer.damaged?.(problem));
    if (!snapshot) throw error;
    this.resume(snapshot);
    // Kept in a checkpoint at once, so that a resume does not fall into the same divergence again.
    this.#position.rollbacks = rollbacks;
    this.#checkpoint();
    observer.rollback?.(this.iteration, error);
  }
}

const flatten = (steps: readonly PlannedStep[], reports: Reports): Record<string, number> =>
  Object.fromEntries(
    steps.flatMap(({ call }, i) => Object.entries(reports[i]!).map(([name, value]) => [`${call.step}/${name}`, value])),
  );
