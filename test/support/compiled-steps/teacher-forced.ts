import { composeExperiment, loadExperimentConfig, startRuntime } from '@saddle/cli';
import {
  eagerRuntime,
  planSteps,
  programsOf,
  silentLogger,
  stepByStep,
  StepCaller,
  type HostBatch,
  type Reports,
  type State,
} from '@saddle/core';
import { createCompiledRuntime } from '@saddle/runtime';
import * as tf from '@tensorflow/tfjs';

export type Mode = 'graph' | 'xla';

/** The largest differences of what a mode's steps reported from what the eager ones did, relative to the value. */
export interface Agreement {
  readonly steps: number;
  /** Per mode, of the losses and of everything else (scores, penalties, norms of gradients). */
  readonly worst: Readonly<Record<Mode, Readonly<Record<'losses' | 'others', Difference>>>>;
}

/** A difference, and the report and the step where it was. */
export interface Difference {
  readonly difference: number;
  readonly where: string;
}

/** Reports are means of terms of about 1: below this a difference is rounding, whatever the value it cancels to. */
export const smallest = 1e-2;

/**
 * Runs steps of a config eagerly and, each from the state that the eager one started from, compiled. Trajectories are
 * not compared freely running: adversarial training doubles any difference within tens of steps, that of two eager
 * runs with other kernels too.
 *
 * @param by what starts from the eager state: an iteration, in the programs that run it, or each of its steps
 */
export async function compareWithEager(
  config: string,
  steps: number,
  modes: readonly Mode[],
  overrides: readonly string[] = [],
  by: 'iteration' | 'step' = 'iteration',
): Promise<Agreement> {
  const loaded = await loadExperimentConfig(config, { overrides: [...overrides, 'runtime.compile=off'] });
  await startRuntime(loaded.config, silentLogger);
  const experiment = await composeExperiment(loaded.config, loaded.registry, silentLogger);
  const { procedure, state } = experiment;
  const { seed, data } = loaded.config;
  const source = await experiment.openBatches();
  const callerOf = (runtime: typeof eagerRuntime) =>
    new StepCaller(procedure, runtime, state, seed, source.info.fields, data.batch);
  const eager = callerOf(eagerRuntime);
  const compiled = modes.map((mode) => ({ mode, caller: callerOf(createCompiledRuntime({ mode })) }));
  const none = { losses: { difference: 0, where: '' }, others: { difference: 0, where: '' } };
  const worst = { graph: { ...none }, xla: { ...none } };
  const programs = by === 'step' ? stepByStep : programsOf;
  let done = 0;
  try {
    for (let iteration = 0; done < steps; iteration++) {
      const planned = planSteps(procedure, iteration, 1);
      const batches: HostBatch[] = [];
      for (let needed = planned.at(-1)!.batch + 1; needed > 0; needed--) batches.push(await source.next());
      const rates = planned.map(() => experiment.rates(iteration));
      const reports: Record<string, Reports[number]> = {};
      for (const inputs of programs({ steps: planned, firstStep: done, batches, rates })) {
        const { steps } = inputs;
        // Uploads take a buffer for good.
        const call = (caller: StepCaller) => caller.call({ ...inputs, batches: structuredClone(inputs.batches) });
        const before = copyOf(state);
        const expected = call(eager);
        const after = copyOf(state);
        for (const { mode, caller } of compiled) {
          putBack(state, before);
          const received = call(caller);
          for (const kind of ['losses', 'others'] as const) {
            const { difference, name, position } = largestDifference(expected, received, kind);
            if (difference <= worst[mode][kind].difference) continue;
            const where = `${steps[position]!.call.step}/${name} at step ${done + position}`;
            worst[mode][kind] = { difference, where };
          }
        }
        putBack(state, after);
        tf.dispose([...before.values(), ...after.values()]);
        steps.forEach(({ call: { step } }, i) => (reports[step] = expected[i]!));
        done += steps.length;
      }
      procedure.observe?.(iteration, reports);
    }
  } finally {
    await source.close();
    tf.dispose([...state.variables.values(), ...state.constants.values()]);
  }
  return { steps: done, worst };
}

const copyOf = (state: State): Map<string, tf.Tensor> =>
  new Map([...state.variables].map(([name, variable]) => [name, variable.clone()]));

function putBack(state: State, copies: ReadonlyMap<string, tf.Tensor>): void {
  for (const [name, variable] of state.variables) variable.assign(copies.get(name)!);
}

const isLoss = (name: string) => /(^|\/)loss$/.test(name);

function largestDifference(expected: Reports, received: Reports, kind: 'losses' | 'others') {
  let largest = { difference: 0, name: '', position: 0 };
  expected.forEach((report, position) => {
    for (const [name, value] of Object.entries(report)) {
      if (isLoss(name) !== (kind === 'losses')) continue;
      const relative = Math.abs(value - received[position]![name]!) / Math.max(Math.abs(value), smallest);
      // What is not a number must not pass; infinity has no place in JSON.
      const difference = Number.isFinite(relative) ? relative : Number.MAX_VALUE;
      if (difference > largest.difference) largest = { difference, name, position };
    }
  });
  return largest;
}
