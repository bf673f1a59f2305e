import {
  decodeSafetensors,
  eagerRuntime,
  encodeSafetensors,
  restoreSnapshot,
  takeSnapshot,
  type PluginKind,
  type Runtime,
  type Snapshot,
  type State,
  type TensorMap,
} from '@saddle/core';
import { createCompiledRuntime, loadBackend } from '@saddle/runtime';
import * as tf from '@tensorflow/tfjs';
import { ensure, Skip, skip, type Check, type Subject } from '../check.js';
import type { Draws } from '../bench/random.js';
import { ensureClose, ensureFinite, firstDifference, valuesOf, type Values } from '../numbers/compare.js';

/** The plugin at work in one training step. */
export interface StepUnderTest {
  readonly state: State;
  /** A step as a procedure has it: a pure function of state and inputs. */
  run(inputs: TensorMap): TensorMap;
  /** Inputs of call `i`; the caller disposes them. Among them `step`, the int32 number that keys random draws. */
  inputs(i: number): Record<string, tf.Tensor>;
  readonly draws: Draws;
  dispose(): void;
}

/** Makes the step anew, state included; a Skip where the plugin has no work inside steps. */
export type MakeStep<K extends PluginKind> = (subject: Subject<K>, seed: number) => Promise<StepUnderTest | Skip>;

const calls = 3;

interface Trace {
  readonly outputs: Values[];
  readonly state: Values;
}

function runCalls(step: StepUnderTest, runtime: Runtime, from: number, to: number, name = 'step'): Trace {
  const run = runtime.compile(name, step.state, (inputs) => step.run(inputs));
  const outputs: Values[] = [];
  for (let i = from; i < to; i++) {
    const inputs = step.inputs(i);
    const results = tf.tidy(() => run(inputs));
    outputs.push(valuesOf(results));
    tf.dispose([inputs, results]);
  }
  return { outputs, state: valuesOf(Object.fromEntries(step.state.variables)) };
}

function sameTrace(a: Trace, b: Trace): string | undefined {
  for (const [i, values] of a.outputs.entries()) {
    const difference = firstDifference(values, b.outputs[i]!);
    if (difference) return `call ${i + 1}: ${difference}`;
  }
  const difference = firstDifference(a.state, b.state);
  return difference && `registered state: ${difference}`;
}

/** Gives every registered float32 number this value. */
function setNumbers(state: State, value: number): void {
  for (const variable of state.variables.values()) {
    if (variable.rank === 0 && variable.dtype === 'float32') tf.tidy(() => variable.assign(tf.scalar(value)));
  }
}

/** A checkpoint as it is after a way to the disk and back. */
function throughBytes(snapshot: Snapshot): Snapshot {
  const bytes = Buffer.concat(encodeSafetensors(snapshot.tensors));
  return {
    iteration: snapshot.iteration,
    tensors: decodeSafetensors(bytes, 'checkpoint'),
    records: JSON.parse(JSON.stringify(snapshot.records)) as Snapshot['records'],
  };
}

/** What must hold of whatever works inside a training step. */
export function stepChecks<K extends PluginKind>(makeStep: MakeStep<K>): Check<K>[] {
  const using =
    (work: (subject: Subject<K>, make: (seed: number) => Promise<StepUnderTest>) => Promise<void | Skip>) =>
    async (subject: Subject<K>): Promise<void | Skip> => {
      const opened: StepUnderTest[] = [];
      const none: { skip?: Skip } = {};
      const make = async (seed: number) => {
        const step = await makeStep(subject, seed);
        if (step instanceof Skip) {
          none.skip = step;
          throw step;
        }
        opened.push(step);
        return step;
      };
      try {
        return await work(subject, make);
      } catch (error) {
        if (none.skip && error === none.skip) return none.skip;
        throw error;
      } finally {
        for (const step of opened) step.dispose();
      }
    };

  return [
    {
      name: 'gives finite numbers step after step',
      run: using(async (_subject, make) => {
        const { outputs, state } = runCalls(await make(0), eagerRuntime, 0, calls);
        outputs.forEach((values, i) => ensureFinite(values, `Step ${i + 1}`));
        ensureFinite(state, 'Registered state');
      }),
    },
    {
      name: 'repeats bit for bit with the same seed',
      run: using(async (_subject, make) => {
        const first = runCalls(await make(0), eagerRuntime, 0, calls);
        const difference = sameTrace(first, runCalls(await make(0), eagerRuntime, 0, calls));
        ensure(
          !difference,
          `Two runs with one seed differ: ${difference}. Draw from the \`random\` it is given, never from tf.random… or Math.random.`,
        );
      }),
    },
    {
      name: 'draws other numbers with another seed and at another step',
      run: using(async (_subject, make) => {
        const traceOf = async (seed: number, strength?: number) => {
          const step = await make(seed);
          if (strength !== undefined) setNumbers(step.state, strength);
          return { step, trace: runCalls(step, eagerRuntime, 0, 1) };
        };
        const { step, trace } = await traceOf(0);
        if (step.draws.count === 0) return skip('it draws no random numbers');
        if (sameTrace(trace, (await traceOf(1)).trace) === undefined) {
          // A strength that is state may start at 0, where draws have no effect.
          const difference = sameTrace((await traceOf(0, 0.5)).trace, (await traceOf(1, 0.5)).trace);
          ensure(difference, 'Two runs with different seeds give the same numbers.');
          return;
        }
        const again = await make(0);
        const fixed = again.inputs(0);
        const at = (number: number) => {
          const snapshot = takeSnapshot(again.state, 0);
          const moved = tf.scalar(number, 'int32');
          const results = tf.tidy(() => again.run({ ...fixed, step: moved }));
          const values = valuesOf(results);
          tf.dispose([results, moved]);
          restoreSnapshot(again.state, snapshot);
          return values;
        };
        const [zero, one] = [at(0), at(1)];
        tf.dispose(fixed);
        ensure(firstDifference(zero, one), 'Two steps of one run draw the same numbers.');
      }),
    },
    {
      name: 'gives the same results compiled as eagerly',
      run: using(async ({ settings }, make) => {
        const { native } = await loadBackend();
        if (!native) return skip('steps are compiled on native TensorFlow only');
        const eager = runCalls(await make(0), eagerRuntime, 0, calls);
        for (const mode of settings.compile ?? ['graph']) {
          const compiled = runCalls(await make(0), createCompiledRuntime({ mode }), 0, calls);
          const tolerance = mode === 'xla' ? 1e-3 : 1e-4;
          eager.outputs.forEach((values, i) => {
            ensureClose(compiled.outputs[i]!, values, tolerance, `Compiled (${mode}), call ${i + 1}`);
          });
          ensureClose(compiled.state, eager.state, tolerance, `Registered state, compiled (${mode})`);
        }
      }),
    },
    {
      name: 'continues from a checkpoint bit for bit',
      run: using(async (_subject, make) => {
        const whole = await make(0);
        runCalls(whole, eagerRuntime, 0, 2);
        const snapshot = throughBytes(takeSnapshot(whole.state, 2));
        const expected = runCalls(whole, eagerRuntime, 2, 4);
        const resumed = await make(0);
        restoreSnapshot(resumed.state, snapshot);
        const difference = sameTrace(expected, runCalls(resumed, eagerRuntime, 2, 4));
        ensure(
          !difference,
          `After a resume the run differs: ${difference}. What persists between steps must be registered: state.variable(…) or state.record(…).`,
        );
      }),
    },
    {
      name: 'leaves no tensors behind',
      run: using(async (_subject, make) => {
        const step = await make(0);
        const once = () => void runCalls(step, eagerRuntime, 0, 1);
        once();
        const before = tf.memory().numTensors;
        for (let i = 0; i < 3; i++) once();
        const left = tf.memory().numTensors - before;
        ensure(left === 0, `Three steps leave ${left} tensors in memory. Dispose what is kept, or register it.`);
      }),
    },
  ];
}
